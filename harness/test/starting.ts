import { setTimeout as delay } from 'node:timers/promises';
import { timesOfTree, type ProcessorTimes } from '../process/processor-time.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Entry } from '../trace/entry.ts';

/** How often a start is looked at. */
const EVERY_MS = 100;

/** A start that ran, or waited for a processor, for less of this time waits for something else. */
const BUSY_SHARE = 0.2;

/** Waits until the start of a bootstrap succeeds or fails. */
export async function started(sandbox: Sandbox): Promise<void> {
  try {
    await sandbox.trace.waitFor(isOver, { awaited: 'the start', limitMs: sandbox.limits.startMs });
  } catch {
    // The test judges a failed start.
  }
}

/** The same, or until it needs no processor, as while it sleeps: another one may start meanwhile. */
export async function startedOrWaiting(sandbox: Sandbox): Promise<void> {
  const end = started(sandbox);
  let before = timesOfTree(sandbox.process.pid);
  for (;;) {
    // A fixed pace, since nothing tells when a process waits.
    const seen = await Promise.race([end, delay(EVERY_MS, 'looked at')]);
    if (seen !== 'looked at') return;
    const now = timesOfTree(sandbox.process.pid);
    // Where the kernel reports no times, it keeps its place.
    if (now.size > 0 && neededMs(before, now) < BUSY_SHARE * EVERY_MS) return;
    before = now;
  }
}

function neededMs(before: ProcessorTimes, now: ProcessorTimes): number {
  return sumOf(now) - sumOf(before);
}

/** How long threads ran, or waited for a processor. */
function sumOf(times: ProcessorTimes): number {
  return [...times.values()].reduce((total, { ranMs, waitedMs }) => total + ranMs + waitedMs, 0);
}

function isOver(entry: Entry): boolean {
  return entry.kind === 'request' || entry.kind === 'runtime-exited' || entry.kind === 'connection-opened';
}
