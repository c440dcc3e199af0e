/** How the remaining time of an invocation is looked at: always between two moments, never at one. */
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';

/** What a clock that is read in another process, and the rounding to milliseconds, may add on either side. */
export const TOLERANCE_MS = 250;

/** What a handler was shown of the deadline, and between which two moments. */
export interface Reading {
  readonly outcome: Outcome | NoOutcome;
  readonly deliveredAt: number;
  readonly seenAt: number;
}

/** Shows the context under a deadline. The wall clock is read here because the deadline is a time on it. */
export async function read(sandbox: Sandbox, event: object, options: InvokeOptions): Promise<Reading> {
  const deliveredAt = Date.now();
  const outcome = await sandbox.deliver(event, options).outcome();
  return { outcome, deliveredAt, seenAt: Date.now() };
}

/** A first and a last value that are right. */
export type Interval = readonly [from: number, to: number];

/** The remaining times that are right for a reading made between these two moments. */
export function rightFor(deadlineMs: number, earliest: number, latest: number): Interval {
  return [deadlineMs - latest - TOLERANCE_MS, deadlineMs - earliest + TOLERANCE_MS];
}

export function isWithin(value: unknown, [from, to]: Interval): boolean {
  return typeof value === 'number' && value >= from && value <= to;
}

/** The remaining time, or what is left of a deadline that is shown instead, at the end of the reading. */
export function remainingIn({ outcome, seenAt }: Reading): unknown {
  const shown = outcome.kind === 'response' ? outcome.object : undefined;
  const deadlineMs = shown?.['deadlineMs'];
  return shown?.['remainingMs'] ?? (typeof deadlineMs === 'number' ? deadlineMs - seenAt : undefined);
}

/** For the reader of a deviation. */
export function between([from, to]: Interval): string {
  return `between ${Math.round(from)} and ${Math.round(to)} ms`;
}
