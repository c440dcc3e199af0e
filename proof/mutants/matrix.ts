import { median } from '../support/numbers.ts';
import { z } from 'zod';
import type { MutantResult } from './mutant-result.ts';

const level = z.enum(['MUST', 'SHOULD', 'MAY']);
const count = z.int().min(0);

const judgement = z.strictObject({
  name: z.string(),
  requirement: z.string(),
  level,
  defect: z.string(),
  outcome: z.enum(['killed', 'otherwise', 'survived']),
  code: z.string().nullable().describe('Code of the deviation; null without one.'),
  observation: z.string(),
  blast: z
    .strictObject({ others: z.array(z.string()).readonly(), notes: z.array(z.string()).readonly() })
    .nullable()
    .describe('Other requirements that deviate; null if only the broken requirement was judged.'),
});

const unmatched = z.strictObject({ requirement: z.string(), level, reason: z.string() });

/** The kill matrix, as in `proof/mutants/matrix.json`: the results of all mutants and their totals. */
export const matrixSchema = z.strictObject({
  schemaVersion: z.literal(2),
  profile: z.literal('core'),
  seed: count.describe('Seed of every run, to reproduce the matrix.'),
  control: z.array(z.string()).describe('Requirements from which the unchanged runtime deviates.'),
  totals: z.strictObject({
    mutants: count,
    killed: count,
    /** Requirements that have mutants and kill all of them. */
    requirements: count,
    levels: z.record(level, z.strictObject({ mutants: count, killed: count })),
    blastRadius: z.strictObject({
      mutants: count.describe('Number of mutants judged with the whole profile.'),
      median: z.number().min(0),
      maximum: count,
      distribution: z.array(z.tuple([count, count])).describe('Pairs of a radius and its number of mutants.'),
    }),
  }),
  mutants: z.array(judgement),
  withoutMutant: z.array(unmatched),
});

export type Matrix = z.infer<typeof matrixSchema>;
type Row = Matrix['mutants'][number];

/** The rows of a matrix after some mutants were judged again, without removed or changed mutants. */
export function updatedRows(
  earlier: readonly MutantResult[],
  judged: readonly MutantResult[],
  mutants: readonly { readonly name: string; readonly defect: string }[],
): MutantResult[] {
  const before = new Map(earlier.map((row) => [row.name, row]));
  const now = new Map(judged.map((row) => [row.name, row]));
  return mutants.flatMap(({ name, defect }) => {
    const known = before.get(name);
    const kept = known?.defect === defect ? known : undefined;
    const found = now.get(name);
    if (found === undefined) return kept ?? [];
    // A run with its own requirement only does not change the blast radius.
    return { ...found, blast: found.blast ?? kept?.blast ?? null };
  });
}

/** Adds the totals to the results. */
export function matrixOf(found: Pick<Matrix, 'seed' | 'control' | 'mutants' | 'withoutMutant'>): Matrix {
  const rows = found.mutants;
  const broken = new Set(rows.map(({ requirement }) => requirement));
  const radii = rows.flatMap(({ blast }) => (blast === null ? [] : [blast.others.length]));
  const missed = new Set(rows.filter((row) => !isKilled(row)).map(({ requirement }) => requirement));
  return {
    schemaVersion: 2,
    profile: 'core',
    seed: found.seed,
    control: found.control,
    totals: {
      mutants: rows.length,
      killed: rows.filter(isKilled).length,
      requirements: broken.size - missed.size,
      levels: { MUST: killsAt('MUST', rows), SHOULD: killsAt('SHOULD', rows), MAY: killsAt('MAY', rows) },
      blastRadius: blastRadius(radii),
    },
    mutants: rows,
    withoutMutant: found.withoutMutant,
  };
}

function isKilled({ outcome }: Row): boolean {
  return outcome === 'killed';
}

function killsAt(at: Row['level'], rows: readonly Row[]): { mutants: number; killed: number } {
  const there = rows.filter((row) => row.level === at);
  return { mutants: there.length, killed: there.filter(isKilled).length };
}

function blastRadius(radii: readonly number[]): Matrix['totals']['blastRadius'] {
  const sorted = radii.toSorted((one, other) => one - other);
  const counts = new Map<number, number>();
  for (const radius of sorted) counts.set(radius, (counts.get(radius) ?? 0) + 1);
  return {
    mutants: sorted.length,
    median: median(sorted),
    maximum: sorted.at(-1) ?? 0,
    distribution: [...counts],
  };
}

/** Why the matrix does not prove the suite, in sentences; empty if it does. */
export function faultsOf({ control, totals }: Matrix): string[] {
  const { mutants, killed, blastRadius: blast } = totals;
  const faults: string[] = [];
  if (control.length > 0) faults.push(`The unchanged runtime deviates: ${control.join(', ')}.`);
  if (killed < mutants)
    faults.push(`${mutants - killed} of ${mutants} mutants are not killed by the requirement they break.`);
  if (blast.median > LARGEST_MEDIAN)
    faults.push(`The median blast radius is ${blast.median}, more than ${LARGEST_MEDIAN}.`);
  return faults;
}

/** Above this, one defect causes too many deviations to locate it. */
export const LARGEST_MEDIAN = 3;
