import type { MutantResult } from './mutant-result.ts';

/** A result for tests: a killed mutant without other deviations, with the given differences. */
export function sampleResult(different: Partial<MutantResult> = {}): MutantResult {
  return {
    name: 'next.user-agent',
    requirement: 'next.user-agent',
    level: 'SHOULD',
    defect: 'Sends no User-Agent.',
    outcome: 'killed',
    code: 'no-user-agent',
    observation: 'The runtime sends no User-Agent.',
    blast: { others: [], notes: [] },
    ...different,
  };
}
