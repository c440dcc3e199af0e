/** Restarts in the same sandbox after a kill. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { describeStart, watchRestart } from '../support/start.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, test, type TestContext } from '../support/test.ts';

test(
  'starts cleanly after it was killed at any point',
  covers('loop.restart-after-kill').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.startUnused();

    // Usually in the middle of its start.
    const limitMs = t.smoke.coldStartMs / 2;
    await sandbox.trace.sleep(limitMs);
    if (!(await restarts(t, sandbox, 'in its init'))) return;

    await sandbox.waitForPoll();
    const sleeps = t.smoke.grade === 'probe' && t.smoke.actions.includes('sleep');
    const event = sleeps ? { probe: 'sleep', ms: 60_000 } : { killed: true };
    await sandbox.deliver(event, { settleable: false }).delivered();
    if (!(await restarts(t, sandbox, 'in the handler'))) return;

    await sandbox.waitForPoll();
    await restarts(t, sandbox, 'in `next`');
  },
);

/** Kills the process and starts the bootstrap again. */
async function restarts(t: TestContext, sandbox: Sandbox, killed: string): Promise<boolean> {
  const from = sandbox.trace.length;
  sandbox.process.signal('SIGKILL', `the process is killed ${killed}`);
  await sandbox.trace.expect((entry) => entry.kind === 'runtime-exited', {
    awaited: 'the end of the process',
    from,
    limitMs: t.limits.exitMs,
    endsWithRuntime: false,
  });

  const start = await watchRestart(t, sandbox);

  return t.verify('loop.restart-after-kill', start.kind === 'served', {
    code: 'does-not-restart',
    expected: `a poll and an outcome, after a SIGKILL ${killed}`,
    actual: `after a SIGKILL ${killed} the runtime ${describeStart(start)}`,
    sandbox,
  });
}
