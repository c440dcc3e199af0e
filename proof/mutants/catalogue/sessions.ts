import type { SessionMutant, SourceChange } from './mutant.ts';

/**
 * Defects that need a history: each shows only in the second of two particular steps. Lists of examples do not find
 * them; sessions do.
 */

/** Records the previous step for a mutant: `was` and `now` name the steps. */
const memory: readonly SourceChange[] = [
  {
    file: 'loop.js',
    find: 'async function run(',
    replace: `function stepOf(outcome, invocation) {
    if ('error' in outcome) return outcome.error.errorType === 'Runtime.MalformedEvent' ? 'malformed' : 'throw';
    if (outcome.result.body.length > 60000) return 'big';
    return invocation.traceId === undefined ? 'untraced' : 'plain';
}
async function run(`,
  },
  {
    file: 'runtime-api-client.js',
    find: 'refuseToGoOnAfter500(reply, request.path);',
    replace: `refuseToGoOnAfter500(reply, request.path);
                if (reply.status >= 400) globalThis.step = 'refused';`,
  },
  {
    file: 'exchange.js',
    find: 'const again = error',
    replace: `globalThis.step = request.method === 'GET' ? 'lost' : 'dropped';
            const again = error`,
  },
];

function behind(first: string, second: string, defect: string, action: string): SessionMutant {
  return {
    requirement: 'loop.no-residue',
    or: [
      'next.bad-event-keeps-loop',
      'next.continues-after-result',
      'next.malformed-event-is-reported',
      'next.request-id-used',
      'response.every-size-arrives',
      'response.exactly-one-outcome',
      'error.loop-continues',
      'error.posted-to-invocation',
      'shutdown.stays-while-healthy',
    ],
    defect,
    changes: [
      ...memory,
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: `const outcome = await run(invocation, runtime);
        const was = globalThis.step;
        const now = stepOf(outcome, invocation);
        globalThis.step = now;
        globalThis.before ??= outcome;
        if (was === '${first}' && now === '${second}') { ${action} }
        globalThis.before = outcome;`,
      },
    ],
  };
}

const leave = 'process.exit(1);';
const hang = 'await new Promise(() => setInterval(() => {}, 1000));';
const blank = "outcome.error.errorMessage = '';";
const stale =
  'outcome.result = globalThis.before.result ?? { contentType: "application/json", body: Buffer.from("null") };';
const cut = 'outcome.result.body = outcome.result.body.subarray(0, 60000);';
const succeed =
  'outcome.result = { contentType: "application/json", body: Buffer.from("null") }; delete outcome.error;';

export const sessions: readonly SessionMutant[] = [
  behind('throw', 'throw', 'Ends at the second failure in a row, without a report.', leave),
  behind('malformed', 'malformed', 'Hangs at the second undecodable event in a row.', hang),
  behind('refused', 'big', 'Cuts a large result short right after a refused one.', cut),
  behind('big', 'throw', 'Loses the text of a failure right after a large result.', blank),
  behind('malformed', 'throw', 'Answers a failure with null right after an undecodable event.', succeed),
  behind('untraced', 'big', 'Repeats the result of an untraced event for a large one.', stale),
  behind('lost', 'throw', 'Ends at a failure right after a lost poll.', leave),
  behind('dropped', 'throw', 'Loses the text of a failure right after a broken upload.', blank),
  behind('refused', 'throw', 'Loses the text of a failure right after a refused result.', blank),
  behind(
    'throw',
    'untraced',
    'Answers an untraced event right after a failure with an earlier result.',
    stale,
  ),
  behind('big', 'malformed', 'Hangs at an undecodable event right after a large result.', hang),
  behind('lost', 'big', 'Cuts a large result short right after a lost poll.', cut),
];
