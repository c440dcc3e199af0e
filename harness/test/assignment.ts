import type { Limits, Smoke, Target } from '../sandbox/limits.ts';

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
  readonly marker: string;
  /** The part of the tests to run; all if absent. */
  readonly shard?: Shard;
  /** The one test to run, with the input of a stored case: a replay. */
  readonly replay?: StoredExample;
  /** Inputs that deviated in an earlier run; tried first. */
  readonly earlier: readonly StoredExample[];
}

/** A generated input that was stored with the test and the requirement it belongs to. */
export interface StoredExample {
  readonly test: string;
  readonly requirement: string;
  /** JSON text; absent where the test generates nothing. */
  readonly example?: string;
}

/** The `index`-th of `count` parts of a run, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export type Pace = 'quick' | 'normal' | 'slow';

declare module 'vitest' {
  interface ProvidedContext {
    lambdaspec: Provided;
  }
}
