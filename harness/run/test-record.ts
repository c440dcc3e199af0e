/** What one test found out: plain data that crosses the worker boundary in the test's `meta`. */

import type { ExchangeStep, ResourceSeries } from './run.ts';

/** A requirement seen not to hold, with its evidence. */
export interface Finding {
  readonly requirement: string;
  /** What the runtime did wrong: one of the codes in the row of the requirement, which has the sentence. */
  readonly code: string;
  readonly expected: string;
  readonly actual: string;
  /** The lines of the trace around it. */
  readonly trace: readonly string[];
  /** The same lines as steps, for a diagram. */
  readonly exchange?: readonly ExchangeStep[];
  /** The end of what the runtime had written. */
  readonly output: string;
  /** How often it was met in the test. Default: once. */
  readonly times?: number;
  /** The smallest input known to show it, as text for the reader. */
  readonly counterexample?: string;
  /** The same input as JSON, where it was generated: what a case stores and a replay runs. */
  readonly example?: string;
}

/** Why a requirement could not be judged by a test. */
export interface NotJudged {
  readonly requirement: string;
  readonly verdict: 'not-testable' | 'inconclusive';
  /** A sentence: what is missing, or what got in the way. */
  readonly reason: string;
}

/** A requirement that was seen not to hold in one attempt and not in the other. */
export interface Unconfirmed {
  readonly requirement: string;
  readonly code: string;
}

export interface TestRecord {
  readonly test: string;
  /** How often each requirement was exercised, whether it held or not. */
  readonly observations: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly notJudged: readonly NotJudged[];
  /** What only one of two attempts saw: no deviation, but worth a warning where nothing else shows it. */
  readonly unconfirmed?: readonly Unconfirmed[];
  /** About the run, not about the runtime. */
  readonly warnings: readonly string[];
  /** What each of its sandboxes used over time, where that was sampled. */
  readonly samples?: readonly ResourceSeries['samples'][];
  /** When it began, in milliseconds since the epoch, how long it ran, and what it is there to judge. */
  readonly timing?: {
    readonly beganAt: number;
    readonly durationMs: number;
    readonly requirements: readonly string[];
  };
  /** Set when our own code failed: never a deviation. */
  readonly harnessFault?: string;
}
