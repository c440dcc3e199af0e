/** Processes that outlive the runtime. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** Judges that no process of the sandbox outlives the bootstrap; always holds if processes cannot be listed. */
export async function verifyNoOrphans(t: TestContext, sandbox: Sandbox, after: string): Promise<void> {
  let left = await countProcesses(sandbox);
  if (left > 0) {
    // They may be about to exit.
    const { length } = sandbox.trace;
    const limitMs = t.limits.quietMs;
    await sandbox.trace.waitForOptional(() => false, {
      awaited: 'nothing',
      from: length,
      limitMs,
      endsWithRuntime: false,
    });
    left = await countProcesses(sandbox);
  }
  t.verify('shutdown.no-orphans', left === 0, {
    code: 'children-left',
    expected: `no process ${after}`,
    actual: `${left} still alive`,
    sandbox,
  });
}

async function countProcesses(sandbox: Sandbox): Promise<number> {
  return (await sandbox.process.sample())?.processes ?? 0;
}
