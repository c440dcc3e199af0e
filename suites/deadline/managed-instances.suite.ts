/** Deadlines on Managed Instances, which the code of a function may outlive. */
import { describeExit } from '../../harness/trace/runtime-exit.ts';
import { HeldEvents, concurrentEvent, WORKERS } from '../concurrency/pool.ts';
import { isServed } from '../support/returned.ts';
import { show } from '../support/shown-context.ts';
import { covers, test } from '../support/test.ts';

/** The longest timeout of an asynchronous invocation on Managed Instances. */
const NINETY_MINUTES_MS = 5_400_000;
const TOLERANCE_MS = 2000;
/** Until the deadline of the event that outlives it. */
const SHORT_MS = 300;

test(
  'shows a remaining time of up to 5,400,000 ms and neither caps nor rejects it',
  covers('deadline.ninety-minutes').against(concurrentEvent),
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    const deadlineMs = Date.now() + NINETY_MINUTES_MS;

    const { remainingMs } = await show(t, sandbox.invoke({ probe: 'context' }, { deadlineMs }));
    const arrived = Date.now();

    if (remainingMs === undefined) return t.notTestable('The runtime shows no remaining time.');
    const least = deadlineMs - arrived - TOLERANCE_MS;
    const right =
      typeof remainingMs === 'number' &&
      remainingMs >= least &&
      remainingMs <= NINETY_MINUTES_MS + TOLERANCE_MS;
    t.verify('deadline.ninety-minutes', right, {
      code: 'wrong-remaining-time',
      expected: `between ${least} and ${NINETY_MINUTES_MS} ms`,
      actual: `remainingMs: ${JSON.stringify(remainingMs)}`,
    });
  },
);

test(
  'finishes an invocation that outlives its deadline on Managed Instances, posts the result, tolerates its refusal and goes on',
  { ...covers('deadline.overrun-on-managed-instances').against(concurrentEvent), needs: ['probe:hold'] },
  async (t) => {
    const workers = 2;
    const sandbox = await t.fresh({ maxConcurrency: workers });
    // As often as there are workers, and once more: a runtime that loses one each time has none left.
    for (let round = 1; round <= workers + 1; round += 1) {
      await using held = await HeldEvents.begin(sandbox, 1, {
        options: () => ({ deadlineMs: Date.now() + SHORT_MS, settleable: false }),
      });
      const [late] = held.delivered;
      if (late === undefined || held.running.length === 0) {
        // Another worker may serve an event before the process has ended.
        const ended = sandbox.trace.entries.find(({ kind }) => kind === 'runtime-exited');
        if (ended?.kind !== 'runtime-exited' || round === 1)
          return t.inconclusive(`The handler did not start in round ${round}.`);
        t.verify('deadline.overrun-on-managed-instances', false, {
          code: 'does-not-go-on',
          expected: `an event served after ${round - 1} late results that were answered with 410`,
          actual: `the runtime ${describeExit(ended.exit)}`,
        });
        return;
      }
      await sandbox.trace.sleep(SHORT_MS + sandbox.limits.quietMs);
      sandbox.runtimeApi.timeOut(late.requestId);
      held.release(held.running);
      const outcome = await late.outcome();
      const finished = t.verify(
        'deadline.overrun-on-managed-instances',
        outcome.kind === 'response' && outcome.object?.['token'] === held.token(0),
        {
          code: 'not-finished',
          expected: 'the response of the handler, after its deadline',
          actual: outcome.describe(),
        },
      );
      if (!finished) return;

      const event = { round };
      const next = await sandbox.deliver(event).outcome();
      const served = t.verify('deadline.overrun-on-managed-instances', isServed(t, sandbox, next, event), {
        code: 'does-not-go-on',
        expected: `an event served after ${round} late results that were answered with 410`,
        actual: next.describe(),
      });
      if (!served) return;
    }
  },
);
