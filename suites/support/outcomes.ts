import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';

/** The expected form of an error report, as evidence of a deviation. */
export const WELL_FORMED_REPORT = 'POST …/error with a string errorMessage and a string errorType';

/** Whether an outcome is an error report of the documented form. */
export function isErrorReport(outcome: Outcome | NoOutcome): boolean {
  if (outcome.kind !== 'error') return false;
  const { errorMessage, errorType } = outcome.object ?? {};
  return typeof errorMessage === 'string' && typeof errorType === 'string';
}
