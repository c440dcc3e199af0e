import { isPoll } from '../../harness/trace/calls.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { describeStart, startOf } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Fifteen times the capacity of a pipe. */
const BYTES = 1_000_000;

test(
  'is not held up at start by a large output of the function while it loads',
  covers('init.loud-start').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.start({ environment: { PROBE_INIT: `log:${BYTES}` } });
    // The output is not read for a while, so the pipe of the runtime fills.
    sandbox.process.pauseOutput();
    await sandbox.trace.waitForOptional(isPoll, {
      awaited: 'a poll before the output is read',
      limitMs: t.limits.quietMs,
    });
    sandbox.process.resumeOutput();

    const start = await startOf(t, sandbox);

    // It may poll before all output has left; without any output, the function ignored `PROBE_INIT`.
    const written = writtenTo(sandbox);
    if (start.kind === 'served' && written > 0 && written < BYTES) {
      await sandbox.trace.waitForOptional(() => writtenTo(sandbox) >= BYTES, {
        awaited: 'the output written at load',
        from: sandbox.trace.length,
        limitMs: t.limits.outcomeMs,
      });
    }
    if (start.kind === 'served' && writtenTo(sandbox) < BYTES)
      t.notTestable('The function does not obey `PROBE_INIT=log`, or its output is not passed on.');
    t.verify('init.loud-start', start.kind === 'served', {
      code: 'does-not-start',
      expected: `a poll and an outcome, with ${BYTES} bytes on stdout and stderr before`,
      actual: `the runtime ${describeStart(start)}`,
    });
  },
);

function writtenTo({ trace }: Sandbox): number {
  return trace.entries.reduce((sum, entry) => sum + (entry.kind === 'output' ? entry.length : 0), 0);
}
