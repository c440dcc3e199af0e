/** The trace of each of several invocations at once. */
import type { Outcome } from '../../harness/trace/outcome.ts';
import { playSchedule } from '../concurrency/play-schedule.ts';
import { HELD, parallelEvents, WORKERS } from '../concurrency/pool.ts';
import { describeSchedule, everySchedule } from '../concurrency/schedule.ts';
import { isNothing, isObject } from '../support/shown-context.ts';
import { covers, test } from '../support/test.ts';

const TRACES = ['aaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbb'].map(
  (id) => `Root=1-5759e988-${id};Parent=53995c3f42cd8ad8;Sampled=1`,
);

test(
  'gives each invocation its own trace id in concurrent mode, not through a process-wide variable',
  {
    ...covers('trace.per-invocation-in-parallel', 'trace.not-process-wide').against(parallelEvents),
    needs: HELD,
  },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    let seen = 0;
    for (const schedule of everySchedule(2)) {
      const results: Outcome[] = [];
      const steps = playSchedule(sandbox, schedule, (event) => ({
        options: { traceId: TRACES[event] ?? null },
      }));
      for await (const { event, result } of steps) {
        if (result === undefined) continue;
        results.push(result);
        const own = TRACES[event];
        for (const moment of ['first', 'second'] as const) {
          const trace = traceIn(result, moment);
          if (isNothing(trace)) continue;
          seen += 1;
          t.verify('trace.per-invocation-in-parallel', trace === own, {
            code: 'trace-of-another',
            expected: `event ${event + 1} sees ${own} (${describeSchedule(schedule)})`,
            actual: String(trace),
          });
        }
      }
      // Where each worker is a process, the variable belongs to one invocation.
      const processes = results.map(({ object }) => object?.['pid']);
      if (new Set(processes).size === processes.length) continue;
      const shared = results.map((result) => variableIn(result)).find((value) => !isNothing(value));
      t.verify('trace.not-process-wide', shared === undefined, {
        code: 'shared-variable',
        expected: 'no _X_AMZN_TRACE_ID in a process that serves several invocations at once',
        actual: `_X_AMZN_TRACE_ID=${String(shared)}`,
      });
    }
    if (seen === 0)
      t.leaveUnjudged(['trace.per-invocation-in-parallel'], 'not-testable', 'The function sees no trace.');
    t.leaveUnjudged(['trace.not-process-wide'], 'not-applicable', 'Each worker is a process of its own.');
  },
);

/** The trace that a handler sees: that of its context, or else of the variable. */
function traceIn({ object }: Outcome, moment: 'first' | 'second'): unknown {
  const shown = object?.[moment];
  if (!isObject(shown)) return undefined;
  return isNothing(shown['traceId']) ? shown['traceEnv'] : shown['traceId'];
}

function variableIn({ object }: Outcome): unknown {
  const shown = object?.['first'];
  return isObject(shown) ? shown['traceEnv'] : undefined;
}
