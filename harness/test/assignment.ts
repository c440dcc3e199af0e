import type { StoredExample } from '../run/case.ts';
import type { Pace, Shard } from '../run/run.ts';
import type { Target } from '../run/target.ts';
import type { Limits, Smoke } from '../sandbox/limits.ts';

/** What the command hands to the tests; plain data, since it crosses into the worker. */
export interface Provided {
  readonly target: Target;
  readonly smoke: Smoke;
  readonly limits: Limits;
  readonly seed: number;
  /** How many bootstraps may live at a time. */
  readonly jobs: number;
  /** How long the long waits are: `quick` for a first look, `slow` for the real thing. */
  readonly pace: Pace;
  /** Generated cases per property. */
  readonly runs: number;
  /** The requirements to judge. */
  readonly selected: readonly string[];
  readonly processTag: string;
  /** The part of the tests to run; all if absent. */
  readonly shard?: Shard;
  /** The one test to run, with the input of a stored case: a replay. */
  readonly replay?: StoredExample;
  /** Inputs that deviated in an earlier run; tried first. */
  readonly earlier: readonly StoredExample[];
}

declare module 'vitest' {
  interface ProvidedContext {
    lambdaspec: Provided;
  }
}
