/** What the Runtime API or the network does to one of several workers. */
import { cpus } from 'node:os';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isPoll, isResultPost } from '../../harness/trace/calls.ts';
import { isServed } from '../support/returned.ts';
import { covers, test } from '../support/test.ts';
import { concurrentEvent, WORKERS } from './pool.ts';

/** How long polls fail: less than clients try, and more than their first pauses take. */
const OUTAGE_MS = 400;
/** AWS's client for Node.js has eight workers for each processor. With pauses from 100 ms each polls three or four times. */
const TOO_MANY_POLLS = Math.max(100, 40 * cpus().length);
const PATIENCE_MS = 20_000;

test(
  'retries a poll that fails with a lost connection a bounded number of times, with growing pauses, and may end on a 500',
  // It counts polls in a time, and other bootstraps of this run would slow a runtime that makes too many.
  { ...covers('concurrency.failed-poll-backs-off').against(concurrentEvent), concurrency: 'exclusive' },
  async (t) => {
    for (const [what, fault] of [
      ['a 500', { fault: 'status', status: 500 }],
      ['a lost connection', { fault: 'drop-before-reply', closing: 'reset' }],
    ] as const) {
      const sandbox = await t.start({
        maxConcurrency: WORKERS,
        prepare: ({ faults }) => faults.arm('next', [fault], { times: TOO_MANY_POLLS }),
      });
      const polls = await pollsOfOutage(sandbox);
      sandbox.runtimeApi.faults.clear();
      const event = { order: 1 };
      const outcome = await sandbox.deliver(event, { limitMs: PATIENCE_MS }).outcome();
      // "The runtime should exit promptly" after a 500.
      const mayEnd = what === 'a 500' && !sandbox.process.running;
      const served = t.verify(
        'concurrency.failed-poll-backs-off',
        mayEnd || isServed(t, sandbox, outcome, event),
        {
          code: 'gives-up',
          expected: `an event served after polls that ended with ${what} for ${OUTAGE_MS} ms`,
          actual: outcome.describe(),
          sandbox,
        },
      );
      if (!served) return;
      t.verifyAbsence('concurrency.failed-poll-backs-off', polls < TOO_MANY_POLLS, {
        code: 'without-a-pause',
        expected: `pauses between polls that end with ${what}: fewer than ${TOO_MANY_POLLS} in ${OUTAGE_MS} ms`,
        actual: `${polls} polls`,
        sandbox,
      });
      await sandbox[Symbol.asyncDispose]();
    }
  },
);

/** How many polls a runtime makes while they fail; it ends the outage when there are too many. */
async function pollsOfOutage({ trace, limits }: Sandbox): Promise<number> {
  await trace.waitForOptional(isPoll, { awaited: 'the first poll', limitMs: limits.startMs });
  const polls = new Set<number>();
  await trace.waitForOptional(
    (entry) => {
      if (isPoll(entry)) polls.add(entry.exchange);
      return polls.size >= TOO_MANY_POLLS || entry.kind === 'runtime-exited';
    },
    { awaited: 'the end of the outage', from: 0, limitMs: OUTAGE_MS, endsWithRuntime: false },
  );
  return polls.size;
}

test(
  'accepts empty header values in concurrent mode as well',
  covers('concurrency.empty-headers-accepted').against(concurrentEvent),
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    const event = { order: 1 };

    const outcome = await sandbox
      .deliver(event, { traceId: '', clientContext: '', cognitoIdentity: '', settleable: false })
      .outcome();

    t.verify('concurrency.empty-headers-accepted', isServed(t, sandbox, outcome, event), {
      code: 'not-served',
      expected: 'an event with an empty trace, client context and identity served',
      actual: outcome.describe(),
    });
  },
);

test(
  'logs a refused result (410, 400, 413) and lets the worker go on',
  covers('concurrency.refused-result-contained').against(concurrentEvent),
  async (t) => {
    // Not more refusals than workers are needed to lose them all.
    const workers = 2;
    const sandbox = await t.fresh({ maxConcurrency: workers });
    for (const status of [410, 400, 413]) {
      for (let worker = 0; worker <= workers; worker += 1) {
        const refused = sandbox.trace.length;
        sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status }]);
        const outcome = await sandbox.deliver({ status, worker }, { settleable: false }).outcome();
        sandbox.runtimeApi.faults.clear();
        if (outcome.kind === 'none' || !isResultPost(outcome.request)) {
          t.deviates('concurrency.refused-result-contained', {
            code: sandbox.process.running ? 'worker-lost' : 'ends',
            expected: `further events served after ${worker} results refused with ${status}`,
            actual: outcome.describe(),
          });
          return;
        }
        await sandbox.trace.waitForOptional(isPoll, {
          awaited: 'the next poll',
          from: refused,
          limitMs: sandbox.limits.quietMs,
        });
      }
    }
    t.holds('concurrency.refused-result-contained');
  },
);
