/** What the Runtime API or the network does to one of several workers. */
import { isPoll, isResultPost } from '../../harness/trace/calls.ts';
import { isServed } from '../support/returned.ts';
import { covers, test } from '../support/test.ts';
import { concurrentEvent, WORKERS } from './pool.ts';

const FAILURES = 3;
/** Clients wait 100 ms and more; an immediate repetition takes a few milliseconds. */
const SHORTEST_PAUSE_MS = 20;
const PATIENCE_MS = 20_000;

test(
  'retries a poll that fails with 5xx or a lost connection a bounded number of times, with growing pauses',
  covers('concurrency.failed-poll-backs-off').against(concurrentEvent),
  async (t) => {
    for (const [what, fault] of [
      ['a 500', { fault: 'status', status: 500 }],
      ['a lost connection', { fault: 'drop-before-reply', closing: 'reset' }],
    ] as const) {
      // One worker: the polls of several cannot be told apart.
      const sandbox = await t.start({
        maxConcurrency: 1,
        prepare: ({ faults }) => faults.arm('next', [fault], { times: FAILURES }),
      });
      const event = { order: 1 };
      const outcome = await sandbox.deliver(event, { limitMs: PATIENCE_MS }).outcome();
      const served = t.verify('concurrency.failed-poll-backs-off', isServed(t, sandbox, outcome, event), {
        code: 'gives-up',
        expected: `an event served after ${FAILURES} polls that ended with ${what}`,
        actual: outcome.describe(),
        sandbox,
      });
      if (!served) return;
      const polls = sandbox.trace.entries.filter(isPoll).slice(0, FAILURES + 1);
      const pauses = polls.slice(1).map((poll, index) => Math.round(poll.at - (polls[index]?.at ?? 0)));
      // The first repetition may come at once: the connection may have been a kept one.
      const shortest = Math.min(...pauses.slice(1));
      t.verifyAbsence('concurrency.failed-poll-backs-off', shortest >= SHORTEST_PAUSE_MS, {
        code: 'without-a-pause',
        expected: `pauses of at least ${SHORTEST_PAUSE_MS} ms between polls that end with ${what}`,
        actual: `pauses of ${pauses.join(', ')} ms`,
        sandbox,
      });
      await sandbox[Symbol.asyncDispose]();
    }
  },
);

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
  'logs a refused result (410, 400, 413, 500) and lets the worker go on',
  covers('concurrency.refused-result-contained').against(concurrentEvent),
  async (t) => {
    // Not more refusals than workers are needed to lose them all.
    const workers = 2;
    const sandbox = await t.fresh({ maxConcurrency: workers });
    for (const status of [410, 400, 413, 500]) {
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
