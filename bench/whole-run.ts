/** One whole run, taken apart. Pure. */
import type { WholeRun } from './results.ts';

/** How long the processors had nothing to do: each waited for this long. */
export function waitingMs({ wallMs, ownMs, bootstrapsMs, cores }: WholeRun): number {
  return Math.max(0, wallMs - (ownMs + bootstrapsMs) / cores);
}
