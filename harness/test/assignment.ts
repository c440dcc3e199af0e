import type { StoredExample } from '../run/case.ts';
import type { Pace, Shard } from '../run/run.ts';
import type { Target } from '../run/target.ts';
import type { Limits, Smoke } from '../sandbox/limits.ts';
import type { KeptEvidence } from './recorder.ts';

/** The input of the tests from the command; plain data, since it is sent to the worker. */
export interface Provided {
  readonly target: Target;
  readonly smoke: Smoke;
  readonly limits: Limits;
  readonly seed: number;
  /** Maximum number of bootstraps running in parallel. */
  readonly jobs: number;
  /** How long the long waits are: `quick` for a first check, `slow` for realistic ones. */
  readonly pace: Pace;
  /** Generated cases per property. */
  readonly runs: number;
  /** The requirements to judge. */
  readonly selected: readonly string[];
  readonly processTag: string;
  /** Whether sandboxes see the /tmp of the machine, because the bootstrap needs it. */
  readonly sharedTmp: boolean;
  /** Whether sandboxes listen at port 9001 as well, because the runtime calls nothing else. */
  readonly atFixedPort: boolean;
  /** Where the files of a crash go; in the working folder if absent. */
  readonly crashFolder: string | undefined;
  /** The part of the tests to run; all if absent. */
  readonly shard?: Shard;
  /** The one test to run, with the input of a stored case: a replay. */
  readonly replay?: StoredExample;
  /** Inputs that deviated in an earlier run; these run first. */
  readonly earlier: readonly StoredExample[];
  readonly keep?: KeptEvidence;
}

declare module 'vitest' {
  interface ProvidedContext {
    lambdaspec: Provided;
  }
}
