/** The same sandbox, another process: what was killed leaves nothing behind that a start trips over. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { describeStart, watchRestart } from '../support/start.ts';
import { covers, test, type Scene } from '../support/test.ts';

test('starts cleanly after it was killed at any point', covers('loop.restart-after-kill'), async (scene) => {
  const sandbox = await scene.start();

  // In the middle of its start, or wherever it is by then.
  const limitMs = scene.smoke.coldStartMs / 2;
  await sandbox.trace.sleep(limitMs);
  if (!(await restarts(scene, sandbox, 'in its init'))) return;

  await sandbox.waitForPoll();
  const sleeps = scene.smoke.grade === 'probe' && scene.smoke.actions.includes('sleep');
  const event = sleeps ? { probe: 'sleep', ms: 60_000 } : { killed: true };
  await sandbox.deliver(event, { settleable: false }).delivered();
  if (!(await restarts(scene, sandbox, 'in the handler'))) return;

  await sandbox.waitForPoll();
  await restarts(scene, sandbox, 'in `next`');
});

/** Kills the process and starts the bootstrap again. */
async function restarts(scene: Scene, sandbox: Sandbox, killed: string): Promise<boolean> {
  const from = sandbox.trace.length;
  sandbox.process.signal('SIGKILL', `the process is killed ${killed}`);
  await sandbox.trace.expect((entry) => entry.kind === 'runtime-exited', {
    awaited: 'the end of the process',
    from,
    limitMs: scene.limits.exitMs,
    endsWithRuntime: false,
  });

  const start = await watchRestart(scene, sandbox);

  return scene.verify('loop.restart-after-kill', start.kind === 'served', {
    deviation: 'The runtime does not start again in a sandbox in which it was killed.',
    expected: `a poll and an outcome, after a SIGKILL ${killed}`,
    actual: `after a SIGKILL ${killed} the runtime ${describeStart(start)}`,
    sandbox,
  });
}
