import type { MutantResult } from './mutant-result.ts';

/** A judgement for tests: a mutant killed alone, with whatever is to be different. */
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
