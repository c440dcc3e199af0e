import type { Requirement } from '../requirement.ts';
import type { Deviation, RequirementResult } from '../run.ts';
import type { NotJudged } from '../test-record.ts';
import type { GradeInput } from './grade-input.ts';

/** The result of a requirement, with its verdict. */
export function gradeRequirement(
  input: GradeInput,
  id: string,
  deviations: readonly Deviation[],
): RequirementResult {
  const requirement = input.catalogue[id];
  if (requirement === undefined) throw new Error(`${id} is not in the catalogue`);
  const own = deviations.filter((deviation) => deviation.requirement === id);
  const observations = input.records.reduce((sum, record) => sum + (record.observations[id] ?? 0), 0);
  const notJudged = input.records.flatMap((record) =>
    record.notJudged.filter((entry) => entry.requirement === id),
  );
  const { verdict, reason } = requirementVerdict(input, requirement, own.length, observations, notJudged);
  return {
    id,
    area: id.split('.', 1)[0] ?? id,
    level: requirement.level,
    advisory: requirement.advisory === true,
    basis: requirement.basis,
    profile: requirement.profile,
    provokedBy: requirement.provokedBy,
    costs: requirement.costs,
    text: requirement.text,
    source: [...requirement.source],
    cause: requirement.cause,
    verdict,
    reason,
    observations,
    deviations: own.map((deviation) => deviation.key),
  };
}

/** The reason for a requirement that no version of lambdaspec judges so far. */
const NO_TEST = 'lambdaspec has no test for it yet.';

/** A deviation outranks an inconclusive test, which outranks a test that saw the requirement hold. */
function requirementVerdict(
  { profiles, complete }: GradeInput,
  requirement: Requirement,
  deviations: number,
  observations: number,
  notJudged: readonly NotJudged[],
): Pick<RequirementResult, 'verdict' | 'reason'> {
  if (!profiles.includes(requirement.profile)) {
    return { verdict: 'not-applicable', reason: `The profile ${requirement.profile} is not declared.` };
  }
  if (requirement.excluded !== undefined) return { verdict: 'excluded', reason: requirement.excluded };
  if (deviations > 0) return { verdict: 'deviates', reason: null };
  const inconclusive = notJudged.find((entry) => entry.verdict === 'inconclusive');
  if (inconclusive !== undefined) return { verdict: 'inconclusive', reason: inconclusive.reason };
  if (observations > 0) return { verdict: 'conformant', reason: null };
  for (const verdict of ['not-testable', 'not-applicable'] as const) {
    const entry = notJudged.find((other) => other.verdict === verdict);
    if (entry !== undefined) return { verdict, reason: entry.reason };
  }
  // A test names its deviations in the catalogue.
  if (requirement.deviations === undefined) return { verdict: 'not-testable', reason: NO_TEST };
  return {
    verdict: 'inconclusive',
    reason: complete ? 'No test in this run exercised it.' : 'The run was interrupted before it was judged.',
  };
}
