/** How far the function behind the runtime cooperates (probe.md). */
export type Grade = 'opaque' | 'echo' | 'probe';

/** The result of the smoke test. */
export interface Smoke {
  readonly grade: Grade;
  readonly language: string | null;
  readonly actions: readonly string[];
  /** What a probe function says about itself beside its actions (`probeProperties`); absent if it does not know of them. */
  readonly properties?: readonly string[];
  /** The handler that offers the actions of streams, where that is another one. */
  readonly streamHandler?: string;
  /** From the start of the process to its first `next`. */
  readonly coldStartMs: number;
}

/** The limits on waiting in milliseconds; all scale with the measured cold start. */
export interface Limits {
  /** From the start of the process to its first request. */
  readonly startMs: number;
  /** From the delivery of an event to its outcome. */
  readonly outcomeMs: number;
  /** Until a process that should exit has exited. */
  readonly exitMs: number;
  /** How long to watch for something that must not happen. */
  readonly quietMs: number;
}

/** Lambda gives the init phase 10 s (spec.md A.7); a runtime that needs longer cannot be judged. */
export const INIT_LIMIT_MS = 10_000;

/**
 * Limits for a runtime with this cold start. A correct runtime settles an echo within a few milliseconds; the floor
 * of 3 s is what a busy two-core machine needs to schedule it, not what the contract grants.
 */
export function limitsFor(coldStartMs: number, scale: number): Limits {
  return {
    startMs: scale * Math.max(4000, 12 * coldStartMs),
    outcomeMs: scale * Math.max(3000, 6 * coldStartMs),
    exitMs: scale * Math.max(3000, 6 * coldStartMs),
    quietMs: scale * Math.max(250, Math.min(1500, coldStartMs)),
  };
}

/** A start that takes longer is avoided where a process in use can serve. */
const SLOW_START_MS = 50;

/** Whether the runtime takes long to start, so that a run starts it as seldom as it can. */
export function startsSlowly({ coldStartMs }: Pick<Smoke, 'coldStartMs'>): boolean {
  return coldStartMs >= SLOW_START_MS;
}
