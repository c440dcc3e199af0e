import type { Run } from './run.ts';

/** Severity of a deviation: MUST is an error, SHOULD a warning, MAY and every advisory requirement a note. */
export type Severity = 'error' | 'warning' | 'note';

/** The fields of a requirement that decide the severity of its deviation. */
export interface Weight {
  readonly level: Run['failOn'];
  readonly advisory?: boolean;
}

const severities = { MUST: 'error', SHOULD: 'warning', MAY: 'note' } as const;
export const strictness = { MUST: 3, SHOULD: 2, MAY: 1 } as const;

export function severityOf(requirement: Weight): Severity {
  return requirement.advisory === true ? 'note' : severities[requirement.level];
}

/** Whether a deviation from this requirement fails a run with this `--fail-on`. */
export function failsRun(requirement: Weight, failOn: Run['failOn']): boolean {
  return requirement.advisory !== true && strictness[requirement.level] >= strictness[failOn];
}
