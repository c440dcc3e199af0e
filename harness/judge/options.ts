/** What a run judges, and how. */
import type { DatedBaseline } from '../run/baseline.ts';
import type { StoredExample } from '../run/case.ts';
import type { Level, Profile, Requirement } from '../run/requirement.ts';
import type { Pace, Shard } from '../run/run.ts';
import type { Target } from '../run/target.ts';
import type { TestRecord } from '../run/test-record.ts';
import type { Smoke } from '../sandbox/limits.ts';
import type { KeptEvidence } from '../test/recorder.ts';
import type { WireRule } from '../test/wire-rule.ts';

export interface Suites {
  /** Absolute path of the file that vitest runs. */
  readonly file: string;
  /** Absolute path of a module that the file imports and that declares the tests: it can be loaded ahead of need. */
  readonly declared: string;
  readonly root: string;
}

/** The runtime under test, and the settings of the run. */
export interface JudgeConfig {
  readonly target: Target;
  /** The command as the user wrote it: the same on every machine. */
  readonly commandShown: readonly string[];
  /** Whether the task root is that of the bundled probe functions. */
  readonly bundledProbe: boolean;
  /** The target with the bundled probe functions, to try if its own shows nothing; absent if the user chose the function. */
  readonly probeTarget?: Target | undefined;
  /** The command that writes a probe function for this runtime. */
  readonly initCommand?: string | undefined;
  readonly profiles: readonly Profile[];
  /** The lowest level whose deviations fail the run. */
  readonly failOn: Level;
  /** The report folder as the user wrote it. */
  readonly outShown: string;
  /** Maximum number of bootstraps running in parallel. */
  readonly jobs: number;
  readonly seed: number;
  /** Generated cases per property. */
  readonly runs: number;
  readonly pace: Pace;
  /** Multiplies every limit on waiting. */
  readonly timeoutScale: number;
  /** Which part of a divided run this is. */
  readonly shard: Shard | undefined;
  /** The set of requirements that the user asked for. */
  readonly requirementSet: string | undefined;
}

export interface JudgeOptions {
  readonly config: JudgeConfig;
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly wireRules: readonly WireRule[];
  readonly suites: Suites;
  /** Ids to judge, in catalogue order. */
  readonly selected: readonly string[];
  readonly baseline?: DatedBaseline | undefined;
  /** Inputs that deviated in an earlier run; these run first. */
  readonly earlier: readonly StoredExample[];
  /** Where the files of a crash of the runtime go. Default: they stay in the task root. */
  readonly crashFolder?: string;
  /** The one test to run, with its stored input. */
  readonly replay?: StoredExample;
  readonly keep?: KeptEvidence;
  /** Called once before the tests, with the warnings about the machine. */
  readonly onSmoke: (smoke: Smoke, warnings: readonly string[]) => void;
  readonly onRecord: (
    record: TestRecord,
    progress: { readonly done: number; readonly total: number },
  ) => void;
  /** Ends the run early; the report has what was judged until then. */
  readonly signal: AbortSignal;
}
