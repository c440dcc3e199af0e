/** Compares the declared capabilities with those that a run saw. Pure. */
import type { RequirementResult, Verdict } from '../run.ts';
import type { GradeInput } from './grade-input.ts';

const seen: ReadonlySet<Verdict> = new Set([
  'conformant',
  'deviates',
  'expected-deviation',
  'unexpectedly-conformant',
]);

/**
 * A remark about each profile that shows without being declared, and, where all are declared, about each that nothing
 * exercised: then they stand for what the runtime offers.
 */
export function capabilityWarnings(
  input: GradeInput,
  requirements: readonly RequirementResult[],
): readonly string[] {
  if (!isWhole(input)) return [];
  return [
    ...(declaresAll(input) ? neverExercised(input, requirements) : []),
    ...shownUndeclared(input).map(
      (profile) =>
        `The runtime shows the capability ${profile}, which is not declared; --profile ${profile} judges it.`,
    ),
  ];
}

/** Why a run that declares some capabilities proves nothing about one of them; undefined: it exercised each. */
export function capabilityDoubt(
  input: GradeInput,
  requirements: readonly RequirementResult[],
): string | undefined {
  return isWhole(input) && !declaresAll(input) ? neverExercised(input, requirements)[0] : undefined;
}

function isWhole({ complete, partial, obstacle }: GradeInput): boolean {
  return complete && !partial && obstacle === undefined;
}

function declaresAll({ catalogue, profiles }: GradeInput): boolean {
  return Object.values(catalogue).every(({ profile }) => profiles.includes(profile));
}

function neverExercised(
  { profiles }: GradeInput,
  requirements: readonly RequirementResult[],
): readonly string[] {
  return profiles.flatMap((profile) => {
    const own = requirements.filter((result) => result.profile === profile && result.verdict !== 'excluded');
    const [first] = own;
    if (profile === 'core' || first === undefined || own.some(({ verdict }) => seen.has(verdict))) return [];
    return [
      `The capability ${profile} is declared, and nothing in this run exercised it: ${first.id}: ${first.reason ?? first.verdict}`,
    ];
  });
}

/** The profiles of what the tests and the wire rules saw, without the declared ones. */
function shownUndeclared({ records, catalogue, profiles }: GradeInput): readonly string[] {
  const ids = records.flatMap(({ observations }) =>
    Object.keys(observations).filter((id) => (observations[id] ?? 0) > 0),
  );
  const shown = new Set(ids.flatMap((id) => catalogue[id]?.profile ?? []));
  return [...shown].filter((profile) => !profiles.includes(profile));
}
