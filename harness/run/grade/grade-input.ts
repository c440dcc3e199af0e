import type { DatedBaseline } from '../baseline.ts';
import type { Requirement } from '../requirement.ts';
import type { Run } from '../run.ts';
import type { TestRecord } from '../test-record.ts';

/** The records of a run or of all its shards, and what they are graded against. */
export interface GradeInput {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  /** Ids to report on, in catalogue order. */
  readonly selected: readonly string[];
  readonly profiles: readonly string[];
  readonly records: readonly TestRecord[];
  readonly failOn: Run['failOn'];
  /** Whether the function does not show that events reach it and results come back. */
  readonly opaque: boolean;
  /** The command that writes a probe function for this runtime, if known. */
  readonly initCommand?: string | undefined;
  readonly complete: boolean;
  /** Why the run could not judge the bootstrap, in a sentence. */
  readonly obstacle?: string | undefined;
  readonly baseline?: DatedBaseline | undefined;
  /** Whether this is one shard of a run: requirements that it did not exercise do not make it inconclusive. */
  readonly partial: boolean;
}
