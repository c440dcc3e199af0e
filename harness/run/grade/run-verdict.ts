import type { RequirementResult, Run, Verdict } from '../run.ts';
import { failsRun } from '../severity.ts';
import type { GradeInput } from './grade-input.ts';

const judged: ReadonlySet<Verdict> = new Set([
  'conformant',
  'deviates',
  'expected-deviation',
  'unexpectedly-conformant',
]);

/** The verdict on the run: a deviation that fails it outranks every reason to be inconclusive. */
export function runVerdict(
  input: GradeInput,
  requirements: readonly RequirementResult[],
): Pick<Run, 'verdict' | 'reason'> {
  if (requirements.some((result) => result.verdict === 'deviates' && failsRun(result, input.failOn))) {
    return { verdict: 'deviates', reason: null };
  }
  const reason = doubt(input, requirements);
  return reason === undefined ? { verdict: 'conformant', reason: null } : { verdict: 'inconclusive', reason };
}

function doubt(
  { records, opaque, complete, obstacle, partial }: GradeInput,
  requirements: readonly RequirementResult[],
): string | undefined {
  if (obstacle !== undefined) return obstacle;
  if (!complete) return 'The run was interrupted.';
  if (!requirements.some(({ verdict }) => judged.has(verdict))) return 'No selected requirement was judged.';
  // A requirement that no test of this shard covers may be judged in another.
  const tried = new Set(records.flatMap(({ notJudged }) => notJudged.map(({ requirement }) => requirement)));
  const unknown = requirements
    .filter(({ level, verdict }) => level === 'MUST' && verdict === 'inconclusive')
    .filter(({ id }) => !partial || tried.has(id));
  if (unknown.length > 0) {
    return `Requirements at MUST could not be judged: ${unknown.map(({ id }) => id).join(', ')}.`;
  }
  return opaque
    ? 'The function behind the runtime is opaque: nothing shows that it receives the events and that its results come back. ' +
        'Put a probe function, or one that returns its event, behind the runtime.'
    : undefined;
}

/** How many requirements of each level have each verdict. */
export function countByLevel(requirements: readonly RequirementResult[]): Run['counts'] {
  const count = (level: RequirementResult['level']): Record<Verdict, number> => {
    const counts: Record<Verdict, number> = {
      conformant: 0,
      deviates: 0,
      'expected-deviation': 0,
      'unexpectedly-conformant': 0,
      'not-testable': 0,
      'not-applicable': 0,
      inconclusive: 0,
      excluded: 0,
    };
    for (const result of requirements) if (result.level === level) counts[result.verdict] += 1;
    return counts;
  };
  return { must: count('MUST'), should: count('SHOULD'), may: count('MAY') };
}
