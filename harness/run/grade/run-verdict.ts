import type { RequirementResult, Run, Verdict } from '../run.ts';
import { failsRun } from '../severity.ts';
import { columnOf } from '../tally.ts';
import { capabilityDoubt } from './capabilities.ts';
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

function doubt(input: GradeInput, requirements: readonly RequirementResult[]): string | undefined {
  const { records, opaque, initCommand, complete, obstacle, partial } = input;
  if (obstacle !== undefined) return obstacle;
  if (!complete) return 'The run was interrupted.';
  if (!requirements.some(({ verdict }) => judged.has(verdict))) return 'No selected requirement was judged.';
  // A requirement that no test of this shard covers may be judged in another.
  const tried = new Set(records.flatMap(({ notJudged }) => notJudged.map(({ requirement }) => requirement)));
  const unknown = requirements
    .filter((result) => columnOf(result) === 'MUST' && result.verdict === 'inconclusive')
    .filter(({ id }) => !partial || tried.has(id));
  if (unknown.length > 0) {
    return `Requirements at MUST could not be judged: ${unknown.map(({ id }) => id).join(', ')}.`;
  }
  const unused = capabilityDoubt(input, requirements);
  if (unused !== undefined) return unused;
  return opaque
    ? 'The function behind the runtime is opaque: nothing shows that it receives the events and that its results come back. ' +
        'Put a probe function, or one that returns its event, behind the runtime.' +
        (initCommand === undefined ? '' : ` To write one, type:\n  ${initCommand}`)
    : undefined;
}
