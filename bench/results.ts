/** What the benchmarks measured, as results.json stores it. */

/** The figures of one side, one for each round. */
export interface Side {
  readonly name: string;
  readonly values: readonly number[];
}

/** Two sides that were measured in turn. */
export interface Comparison {
  readonly label: string;
  readonly unit: string;
  /** Whether more is better: a rate, not a duration. */
  readonly more: boolean;
  readonly ours: Side;
  readonly theirs: Side;
}

/** One run of the command. */
export interface WholeRun {
  readonly cores: number;
  readonly wallMs: number;
  /** Processor time of lambdaspec and its worker. */
  readonly ownMs: number;
  /** Processor time of the bootstraps, and of what ends their processes. */
  readonly bootstrapsMs: number;
  readonly starts: number;
  readonly startMs: number;
  /** The times to the first poll, added up: starts overlap. */
  readonly startsMs: number;
  readonly verdicts: number;
  readonly events: number;
}

/** Runs of one bootstrap with the same options. */
export interface WholeRuns {
  readonly bootstrap: string;
  readonly options: 'quick' | 'core' | 'all';
  readonly runs: readonly WholeRun[];
}

/** Memory of one server that serves events on and on. */
export interface Memory {
  readonly subject: string;
  readonly samples: readonly { readonly events: number; readonly rssBytes: number }[];
}

export const comparisons = ['server', 'serve', 'reference'] as const;
export const subjects = ['whole-runs', ...comparisons, 'memory'] as const;
export type SubjectName = (typeof subjects)[number];

/** What all of them measured; a subject that has not been measured yet is absent. */
export interface Results {
  readonly machine?: string;
  readonly 'whole-runs'?: readonly WholeRuns[];
  readonly server?: readonly Comparison[];
  readonly serve?: readonly Comparison[];
  readonly reference?: readonly Comparison[];
  readonly memory?: readonly Memory[];
  /** What could not be measured, and why. */
  readonly skipped?: Partial<Readonly<Record<SubjectName, readonly string[]>>>;
}
