import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Kills } from './detection.ts';

/** The folder of the repository. */
export const home = resolve(import.meta.dirname, '../..');

/** What of the kill matrix matters here. */
const matrix = z.object({ mutants: z.array(z.object({ name: z.string(), outcome: z.string() })) });

/** Which mutants were caught, as the kill matrix of the repository has it. */
export async function readKills(): Promise<Kills> {
  const json = await readFile(join(home, 'mutants.json'), 'utf8').catch(() =>
    // Until the matrix has been published, what was seen of the mutants that are named here.
    readFile(join(import.meta.dirname, 'seen.json'), 'utf8'),
  );
  const { mutants } = matrix.parse(JSON.parse(json));
  return new Map(mutants.map(({ name, outcome }) => [name, outcome === 'killed']));
}
