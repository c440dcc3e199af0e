import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** The sandbox, once its runtime is back in `next`; a fresh one where it does not get there. */
export async function usableSandbox(t: TestContext, sandbox: Sandbox): Promise<Sandbox> {
  await sandbox.waitForPoll();
  return sandbox.warm ? sandbox : t.fresh();
}
