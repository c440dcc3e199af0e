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
  code: z.string().nullable().describe('Of the deviation that was seen; null where none was.'),
  observation: z.string(),
  blast: z
    .strictObject({ others: z.array(z.string()).readonly(), notes: z.array(z.string()).readonly() })
    .nullable()
    .describe('What else deviates; null where only the requirement that is broken was judged.'),
});

const unmatched = z.strictObject({ requirement: z.string(), level, reason: z.string() });

/** The kill matrix: which mutant is caught by which requirement, and who else notices. `proof/mutants/matrix.json` is this value. */
export const matrixSchema = z.strictObject({
  schemaVersion: z.literal(2),
  profile: z.literal('core'),
  seed: count.describe('Of every run, so that the matrix can be made again.'),
  control: z.array(z.string()).describe('Requirements from which the unchanged runtime deviates.'),
  totals: z.strictObject({
    mutants: count,
    killed: count,
    /** Requirements that at least one mutant breaks and that caught all of theirs. */
    requirements: count,
    levels: z.record(level, z.strictObject({ mutants: count, killed: count })),
    blastRadius: z.strictObject({
      mutants: count.describe('How many were judged with the whole profile, and so have one.'),
      median: z.number().min(0),
      maximum: count,
      distribution: z.array(z.tuple([count, count])).describe('How many mutants have which radius.'),
    }),
  }),
  mutants: z.array(judgement),
  withoutMutant: z.array(unmatched),
});

export type Matrix = z.infer<typeof matrixSchema>;
type Row = Matrix['mutants'][number];

/** The rows of a matrix after some mutants were judged again; those that no longer exist, or changed, are gone. */
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
    // Judged with its own requirement, it still has the blast radius that it had.
    return { ...found, blast: found.blast ?? kept?.blast ?? null };
  });
}

/** Adds the totals to what was found out. */
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

/** Why the matrix is no proof of the suite, in sentences; empty when it is one. */
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

/** Above this, a deviation no longer says what to look at: one defect would show in too many places. */
export const LARGEST_MEDIAN = 3;
