/** Processes that escaped their sandbox: double fork, new session and cleared environment between two scans. */
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { guardTagged } from './guard.ts';
import { endLauncher } from './launcher.ts';
import { tagDescendants, type RlimitTag } from './rlimit-tag.ts';
import { listProcessIds, readProcess } from './proc.ts';
import { sendSignal } from './signal.ts';

/** The same limit as for a sandbox (terminate.ts). */
const LIMIT_MS = 5000;
/** Consecutive empty scans that end the search. */
const QUIET_LOOKS = 4;

let tag: RlimitTag | undefined;
let watching = false;

/** Tags all later children. Call it before a bootstrap starts; later calls do nothing. */
export function watchStrays(): void {
  if (watching) return;
  watching = true;
  // A thread shares the limits of its process, which must outlive it.
  if (!isMainThread) return;
  tag = tagDescendants();
  guardTagged(tag?.number);
}

/** Ends every tagged process that is left. Call it when every sandbox is closed. */
export async function endStrays(): Promise<void> {
  // The next one inherits the next tag.
  endLauncher();
  const ours = tag;
  tag = undefined;
  watching = false;
  if (ours === undefined) return;
  ours.remove();
  const giveUpAt = performance.now() + LIMIT_MS;
  // A process that forks and exits during a scan is missed, so we scan again, at growing intervals to avoid lockstep.
  // Its child is the youngest, so the youngest are scanned first.
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < giveUpAt; quiet += 1) {
    await delay(quiet * 5);
    for (const pid of listProcessIds().toSorted((one, other) => other - one)) {
      if (pid === process.pid || !ours.has(pid)) continue;
      // Where PID 1 does not reap, zombies stay, with their limits.
      if (readProcess(pid)?.dead === false && sendSignal(pid, 'SIGKILL')) quiet = -1;
    }
  }
  guardTagged(undefined);
}
