import type { Run } from '../../harness/run/run.ts';
import type { Condition } from './condition.ts';

/** The result of one run, as far as it should always be the same, and its condition. */
export interface Sample {
  /** Counted from 1. */
  readonly number: number;
  readonly condition: Condition;
  readonly seed: number;
  readonly durationMs: number;
  /** `null`: it was killed. */
  readonly exitCode: number | null;
  /** Absent if the run has no report. */
  readonly said?: Said;
  /** The end of its stderr if the run has no report. */
  readonly stderr: string;
}

export interface Said {
  readonly verdict: string;
  readonly requirements: ReadonlyMap<string, RequirementSaid>;
  readonly warnings: readonly string[];
}

export interface RequirementSaid {
  readonly verdict: string;
  /** The reason, or the messages of its deviations. */
  readonly why: readonly string[];
}

export function saidBy(run: Run): Said {
  return {
    verdict: run.verdict,
    requirements: new Map(
      run.requirements.map(({ id, verdict, reason }) => {
        const messages = run.deviations.filter((one) => one.requirement === id).map((one) => one.message);
        return [id, { verdict, why: reason === null ? messages : [reason, ...messages] }];
      }),
    ),
    warnings: run.warnings,
  };
}
