import type { Sandbox } from './sandbox.ts';

export interface SnapshotOptions {
  /** How long it is stopped. Default: no longer than it takes. */
  readonly stoppedMs?: number;
  /** Resets every connection, also that of `restore/next` after its reply. Default: no. */
  readonly resetConnections?: boolean;
}

/**
 * Imitates a snapshot of a sandbox that waits in `restore/next`, and its restore: all its processes stop, their connections
 * end, `restore/next` is answered, and they go on.
 *
 * It is one process before and after. So nothing shows what two restores of one snapshot have in common. The clocks do not
 * jump either: a time namespace moves the monotonic clock of new processes only, and a library that replaces the calls of
 * the C library leaves out programs that do not use it. The gap that the runtime sees is that of real time.
 */
export async function restoreFromSnapshot(
  { process, runtimeApi, trace }: Sandbox,
  { stoppedMs = 0, resetConnections = false }: SnapshotOptions = {},
): Promise<void> {
  process.freeze();
  if (resetConnections) runtimeApi.closeIdleConnections('reset');
  if (stoppedMs > 0) await trace.sleep(stoppedMs);
  runtimeApi.restore(resetConnections ? 'reset' : undefined);
  process.thaw();
}
