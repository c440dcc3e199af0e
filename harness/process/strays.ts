/** What got away from its sandbox: it forked twice, opened a session and cleared its environment between two looks at the family. */
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { guardTagged } from './guard.ts';
import { tagDescendants, type RlimitTag } from './rlimit-tag.ts';
import { listProcessIds } from './proc.ts';
import { sendSignal } from './signal.ts';

/** As long as for a sandbox (terminate.ts). */
const LIMIT_MS = 5000;
/** So many looks that find nobody end the search. */
const QUIET_LOOKS = 4;

let tag: RlimitTag | undefined;
let watching = false;

/** Tags what is started from now on. To be called before a bootstrap is started; does nothing from the second time on. */
export function watchStrays(): void {
  if (watching) return;
  watching = true;
  // The limits of a thread are those of its process, which shall outlive it.
  if (!isMainThread) return;
  tag = tagDescendants();
  guardTagged(tag?.number);
}

/** Ends whatever this process has started and is still there. To be called when every sandbox is closed. */
export async function endStrays(): Promise<void> {
  const ours = tag;
  tag = undefined;
  watching = false;
  if (ours === undefined) return;
  ours.remove();
  const giveUpAt = performance.now() + LIMIT_MS;
  // One that forks and ends while we look is not seen, so that we look again; and later each time, or we might keep step.
  // Its child is the youngest of all, and therefore looked at first.
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < giveUpAt; quiet += 1) {
    await delay(quiet * 5);
    // Zombies have no limits.
    for (const pid of listProcessIds().toSorted((one, other) => other - one)) {
      if (pid !== process.pid && ours.has(pid) && sendSignal(pid, 'SIGKILL')) quiet = -1;
    }
  }
  guardTagged(undefined);
}
