/** Grading: what the tests found + the catalogue -> verdicts. Pure. */
import { applyBaseline } from '../baseline.ts';
import type { Run } from '../run.ts';
import { collectDeviations, sentenceOf, type FirstSeen } from './deviations.ts';
import type { GradeInput } from './grade-input.ts';
import { gradeRequirement } from './requirement-verdict.ts';
import { countByLevel, runVerdict } from './run-verdict.ts';

/** The part of a Run that grading decides. */
export interface Grades extends Pick<
  Run,
  'requirements' | 'deviations' | 'counts' | 'verdict' | 'reason' | 'baseline' | 'warnings'
> {
  /** Where each deviation was seen first, by its key. */
  readonly evidence: ReadonlyMap<string, FirstSeen>;
}

/** Grades records. The deviations have neither case nor replay command; only the caller knows where its report goes. */
export function grade(input: GradeInput): Grades {
  const { deviations: collected, evidence } = collectDeviations(input);
  const found = {
    deviations: collected,
    requirements: input.selected.map((id) => gradeRequirement(input, id, collected)),
  };
  const { requirements, deviations, use, warnings } =
    input.baseline === undefined
      ? { ...found, use: null, warnings: [] }
      : applyBaseline(found, input.baseline, {
          ids: Object.keys(input.catalogue),
          partial: input.partial,
        });
  return {
    requirements,
    deviations,
    evidence,
    counts: countByLevel(requirements),
    ...runVerdict(input, requirements),
    // A part of a run cannot know whether an entry is stale; the merged run can.
    baseline: input.partial ? null : use,
    warnings: [
      ...new Set([
        ...input.records.flatMap((record) => record.warnings),
        ...unconfirmedWarnings(input, requirements),
        ...warnings,
      ]),
    ],
  };
}

/** What was seen once, of requirements about which nothing else has been found: one that deviates is told anyway. */
function unconfirmedWarnings(
  { catalogue, records }: GradeInput,
  requirements: Run['requirements'],
): string[] {
  const open = new Set(
    requirements
      .filter(({ verdict }) => verdict === 'conformant' || verdict === 'inconclusive')
      .map(({ id }) => id),
  );
  return records
    .flatMap(({ unconfirmed = [] }) => unconfirmed)
    .filter(({ requirement }) => open.has(requirement))
    .map(
      ({ requirement, code }) =>
        `${requirement}/${code}: seen once and not confirmed in a fresh sandbox: ${sentenceOf(catalogue, { requirement, code })}`,
    );
}
