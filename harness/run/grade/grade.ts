/** Grading: test records + the catalogue -> verdicts. Pure. */
import { causesOf } from '../causes/causes.ts';
import { applyBaseline } from '../baseline.ts';
import type { Run } from '../run.ts';
import { collectDeviations, sentenceOf, type SeenFinding } from './deviations.ts';
import type { GradeInput } from './grade-input.ts';
import { capabilityWarnings } from './capabilities.ts';
import { heldTraces } from './held.ts';
import { gradeRequirement } from './requirement-verdict.ts';
import { countByLevel } from '../tally.ts';
import { runVerdict } from './run-verdict.ts';

/** The part of a Run that grading decides. */
export interface Grades extends Pick<
  Run,
  | 'requirements'
  | 'deviations'
  | 'causes'
  | 'held'
  | 'counts'
  | 'verdict'
  | 'reason'
  | 'baseline'
  | 'warnings'
> {
  /** The evidence of each deviation, by key. */
  readonly evidence: ReadonlyMap<string, SeenFinding>;
}

/** Grades records. The caller adds case and replay command, since only it knows the report folder. */
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
  const held = heldTraces(input.records, requirements);
  return {
    requirements,
    deviations,
    ...(held.length === 0 ? {} : { held }),
    causes: causesOf(deviations, input.catalogue),
    evidence,
    counts: countByLevel(requirements),
    ...runVerdict(input, requirements),
    // Only the merged run knows whether an entry is stale.
    baseline: input.partial ? null : use,
    warnings: [
      ...new Set([
        ...input.records.flatMap((record) => record.warnings),
        ...unconfirmedWarnings(input, requirements),
        ...capabilityWarnings(input, requirements),
        ...warnings,
      ]),
    ],
  };
}

/** Warnings about unconfirmed deviations, except from requirements that deviate anyway. */
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
