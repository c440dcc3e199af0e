import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Entry } from '../trace/entry.ts';

/** How often a start is looked at. */
const EVERY_MS = 100;

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
  const over = started(sandbox).then(() => true);
  // A fixed pace, since nothing tells when a process waits.
  const waits = (): Promise<boolean> => delay(EVERY_MS).then(() => sandbox.process.idle());
  let done = false;
  while (!done) done = await Promise.race([over, waits()]);
}

function isOver(entry: Entry): boolean {
  return entry.kind === 'request' || entry.kind === 'runtime-exited' || entry.kind === 'connection-opened';
}
