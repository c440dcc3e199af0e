/** The log of a runtime in concurrent mode, from stdout and stderr and from the log socket. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import {
  linesAppear,
  linesSince,
  recordsWith,
  says,
  shownLine,
  type LogRecord,
} from '../support/log-records.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { HeldEvents, parallelEvents, WORKERS } from './pool.ts';

/** A record with its invocation. */
interface OwnRecord {
  readonly record: LogRecord;
  readonly requestId: string;
  /** The mark of its invocation, and those of the others. */
  readonly mark: string;
  readonly others: readonly string[];
}

test(
  'writes the records of its logger as JSON on Managed Instances, each on a line of its own with the request id, so that parallel output can be told apart',
  {
    ...covers('logging.json-on-managed-instances', 'concurrency.log-lines-separable').against(parallelEvents),
    needs: ['probe:throw+keeps-error-messages'],
  },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });

    const alone = await recordsOf(t, sandbox, 1);
    if (alone.length === 0) {
      return t.notTestable(
        'The runtime logs no failure of a handler, and the function does not reach its logger by an action `logger`.',
      );
    }
    for (const { record } of alone) {
      const isJson = t.verify('logging.json-on-managed-instances', record.object !== undefined, {
        code: 'not-json',
        expected: 'a line with one JSON object, on Managed Instances',
        actual: shownLine(record),
      });
      if (isJson) continue;
      const reason = 'The records are not JSON, also one at a time.';
      return t.leaveUnjudged(['concurrency.log-lines-separable'], 'not-applicable', reason);
    }

    for (const { record, requestId, others, mark } of await recordsOf(t, sandbox, WORKERS)) {
      const mixed = record.object === undefined || others.some((other) => record.line.includes(other));
      t.verify('concurrency.log-lines-separable', !mixed, {
        code: 'lines-mixed',
        expected: `a line with one JSON object, and of ${mark} only`,
        actual: shownLine(record),
      });
      if (mixed) continue;
      t.verify('concurrency.log-lines-separable', says(record, requestId), {
        code: 'no-request-id',
        expected: `the request id ${requestId}`,
        actual: shownLine(record),
      });
    }
  },
);

let rounds = 0;

/**
 * What is logged for so many invocations at once: by their handlers, where the function reaches the logger, and then by the
 * runtime about handlers that fail.
 */
async function recordsOf(t: TestContext, sandbox: Sandbox, count: number): Promise<OwnRecord[]> {
  const messages = t.smoke.actions.includes('logger') ? ['message', 'failure'] : ['failure'];
  const records: OwnRecord[] = [];
  for (const kind of messages) {
    rounds += 1;
    const marks = Array.from({ length: count }, (_, event) => `${kind}-${rounds}-of-event-${event + 1}`);
    const from = sandbox.trace.length;
    const ids = await (kind === 'message' ? letLog(sandbox, marks) : letFail(sandbox, marks));
    await linesAppear(sandbox, from, marks);
    const lines = linesSince(sandbox, from);
    for (const [event, mark] of marks.entries()) {
      // Printed, and not written by a logger.
      if (kind === 'message' && lines.includes(`${mark} INFO`)) continue;
      const others = marks.filter((other) => other !== mark);
      for (const record of recordsWith(lines, mark))
        records.push({ record, requestId: ids[event] ?? '', mark, others });
    }
  }
  return records;
}

/** All handlers run before the first one logs, so that what a runtime keeps of an event is that of another. */
async function letLog(sandbox: Sandbox, marks: readonly string[]): Promise<string[]> {
  await using held = await HeldEvents.begin(sandbox, marks.length, {
    asking: (event) => ({ probe: 'logger', message: marks[event] }),
  });
  await held.finish();
  return held.delivered.map(({ requestId }) => requestId);
}

async function letFail(sandbox: Sandbox, marks: readonly string[]): Promise<string[]> {
  const failing = marks.map((mark) =>
    sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message: `${mark}\nsecond line` }),
  );
  await Promise.all(failing.map((event) => event.outcome()));
  return failing.map(({ requestId }) => requestId);
}
