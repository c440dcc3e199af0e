import type { Smoke } from '../sandbox/limits.ts';
import type { TraceView } from '../trace/view.ts';

/** One violation, at a place in the trace. */
export interface WireFinding<Code extends string = string> {
  /** What the runtime did wrong: a code of the requirement. */
  readonly code: Code;
  readonly expected: string;
  readonly actual: string;
  /** Index of the entry that shows it. */
  readonly at: number;
  /** Whether the runtime only took too long, which on a busy machine proves nothing. */
  readonly late?: boolean;
  /** Whether it follows from a deviation that the test itself reported, if it reported one: then that tells it. */
  readonly consequence?: boolean;
}

/** How often a rule was exercised in a trace, and its violations. */
export interface WireJudgement {
  readonly observations: number;
  readonly findings: readonly WireFinding[];
}

/** An invariant over any trace: pure, passive, applied to every sandbox of every test. */
export interface WireRule {
  readonly requirement: string;
  /** Whether it judges only the form of a message: a sandbox whose runtime breaks it serves other tests as before. */
  readonly ofForm?: boolean;
  judge(view: TraceView, smoke: Smoke | undefined): WireJudgement;
}
