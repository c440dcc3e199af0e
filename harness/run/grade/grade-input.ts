import type { DatedBaseline } from '../baseline.ts';
import type { Requirement } from '../requirement.ts';
import type { Run } from '../run.ts';
import type { TestRecord } from '../test-record.ts';

/** What one run, or all shards of it, found out, and what it is held against. */
export interface GradeInput {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  /** Ids to report on, in catalogue order. */
  readonly selected: readonly string[];
  readonly profiles: readonly string[];
  readonly records: readonly TestRecord[];
  readonly failOn: Run['failOn'];
  /** Whether the function gave no sign that events reach it and results come back. */
  readonly opaque: boolean;
  readonly complete: boolean;
  /** Why the run could not judge what it was to judge, in a sentence. */
  readonly obstacle?: string | undefined;
  readonly baseline?: DatedBaseline | undefined;
  /** Whether this is one shard of a run: what it did not exercise is no reason to doubt it. */
  readonly partial: boolean;
}
