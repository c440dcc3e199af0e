import type { Run } from './run.ts';

/** How loudly a deviation is told: MUST is an error, SHOULD a warning, MAY and everything advisory a note. */
export type Severity = 'error' | 'warning' | 'note';

/** The part of a requirement that decides how serious its deviation is. */
export interface Weight {
  readonly level: Run['failOn'];
  readonly advisory?: boolean;
}

const severities = { MUST: 'error', SHOULD: 'warning', MAY: 'note' } as const;
const strictness = { MUST: 3, SHOULD: 2, MAY: 1 } as const;

export function severityOf(requirement: Weight): Severity {
  return requirement.advisory === true ? 'note' : severities[requirement.level];
}

/** Whether a deviation from this requirement is at or above the level at which the user wants the run to fail. */
export function failsRun(requirement: Weight, failOn: Run['failOn']): boolean {
  return requirement.advisory !== true && strictness[requirement.level] >= strictness[failOn];
}
