/** What a runtime leaves behind when it has ended. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** Judges that no process of the sandbox has outlived the bootstrap. Where processes cannot be listed it sees none. */
export async function verifyNoOrphans(t: TestContext, sandbox: Sandbox, after: string): Promise<void> {
  let left = await countProcesses(sandbox);
  if (left > 0) {
    // They may be on their way out.
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
