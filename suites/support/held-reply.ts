import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isPoll } from '../../harness/trace/calls.ts';

/** Whether the runtime polls while the reply to its post is held. `post` makes it post. */
export async function pollsWhileHeld(
  sandbox: Sandbox,
  endpoint: 'response' | 'error',
  post: () => Promise<unknown>,
): Promise<boolean> {
  const gate = createGate();
  sandbox.runtimeApi.faults.arm(endpoint, [{ fault: 'hold', gate }]);
  const from = sandbox.trace.length;
  try {
    await post();
    const early = await sandbox.trace.waitForOptional(isPoll, {
      awaited: 'an early poll',
      from,
      limitMs: sandbox.limits.quietMs,
    });
    return early !== undefined;
  } finally {
    gate.open();
  }
}
