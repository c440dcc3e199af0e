import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Scene } from './test.ts';

/** The sandbox, once its runtime is back in `next`; a fresh one where it does not get there. */
export async function usable(scene: Scene, sandbox: Sandbox): Promise<Sandbox> {
  await sandbox.waitForPoll();
  return sandbox.warm ? sandbox : scene.fresh();
}
