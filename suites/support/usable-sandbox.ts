import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** Waits until the runtime is back in `next`; returns another one if it does not get there. */
export async function usableSandbox(t: TestContext, sandbox: Sandbox): Promise<Sandbox> {
  await sandbox.waitForPoll();
  return sandbox.warm ? sandbox : t.warm();
}
