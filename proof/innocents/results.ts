import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { forJson } from '../../harness/base/escape.ts';
import { home } from '../support/places.ts';
import { type Acquittal, acquittalSchema } from './acquittal.ts';
import { innocents } from './catalogue/index.ts';
import type { Innocent } from './innocent.ts';
import { renderInnocents } from './innocents-document.ts';

const path = join(home, 'proof/innocents/results.json');
const document = join(home, 'docs/proof/innocents.md');

const resultsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  profile: z.literal('core'),
  seed: z.int().min(0).describe('Seed of every run, to reproduce the results.'),
  innocents: z.array(acquittalSchema),
});

/** The results of all innocents, as in `proof/innocents/results.json`. */
export type Results = z.infer<typeof resultsSchema>;

/** The last published results; undefined before the first. */
export async function publishedResults(): Promise<Results | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : resultsSchema.parse(JSON.parse(text));
}

/** Updates `docs/proof/innocents.md` and `proof/innocents/results.json` with new results of some or all innocents. */
export async function publishResults(seed: number, judged: readonly Acquittal[]): Promise<Results> {
  const earlier = (await publishedResults())?.innocents ?? [];
  const results = {
    schemaVersion: 1,
    profile: 'core',
    seed,
    innocents: updatedResults(earlier, judged, innocents),
  } as const;
  await writeFile(path, `${forJson(JSON.stringify(results, null, 2))}\n`);
  await writeFile(document, renderInnocents(results));
  return results;
}

/** The results after some innocents were judged again, without removed innocents, in the order of the catalogue. */
export function updatedResults(
  earlier: readonly Acquittal[],
  judged: readonly Acquittal[],
  catalogue: readonly Pick<Innocent, 'name' | 'freedom' | 'legal'>[],
): Acquittal[] {
  const known = new Map([...earlier, ...judged].map((row) => [row.name, row]));
  return catalogue.flatMap(({ name, freedom, legal }) => {
    const row = known.get(name);
    return row === undefined ? [] : { ...row, freedom, legal };
  });
}
