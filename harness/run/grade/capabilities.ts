/** Compares the declared capabilities with those that a run saw. Pure. */
import type { RequirementResult, Verdict } from '../run.ts';
import type { GradeInput } from './grade-input.ts';

const seen: ReadonlySet<Verdict> = new Set([
  'conformant',
  'deviates',
  'expected-deviation',
  'unexpectedly-conformant',
]);

/** A remark about each profile that is declared and never exercised, and each that shows without being declared. */
export function capabilityWarnings(
  input: GradeInput,
  requirements: readonly RequirementResult[],
): readonly string[] {
  if (!input.complete || input.partial || input.obstacle !== undefined) return [];
  return [
    ...input.profiles.flatMap((profile) => neverExercised(profile, requirements)),
    ...shownUndeclared(input).map(
      (profile) =>
        `The runtime shows the capability ${profile}, which is not declared; --profile ${profile} judges it.`,
    ),
  ];
}

function neverExercised(profile: string, requirements: readonly RequirementResult[]): readonly string[] {
  const own = requirements.filter((result) => result.profile === profile && result.verdict !== 'excluded');
  const [first] = own;
  if (profile === 'core' || first === undefined || own.some(({ verdict }) => seen.has(verdict))) return [];
  return [
    `The capability ${profile} is declared, and nothing in this run exercised it: ${first.id}: ${first.reason ?? first.verdict}`,
  ];
}

/** The profiles of what the tests and the wire rules saw, without the declared ones. */
function shownUndeclared({ records, catalogue, profiles }: GradeInput): readonly string[] {
  const ids = records.flatMap(({ observations }) =>
    Object.keys(observations).filter((id) => (observations[id] ?? 0) > 0),
  );
  const shown = new Set(ids.flatMap((id) => catalogue[id]?.profile ?? []));
  return [...shown].filter((profile) => !profiles.includes(profile));
}
