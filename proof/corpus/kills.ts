import { published } from '../mutants/publish.ts';
import type { Kills } from './detection.ts';

/** Which mutants were caught, as the kill matrix of the repository has it. */
export async function readKills(): Promise<Kills> {
  const rows = (await published())?.mutants ?? [];
  return new Map(rows.map(({ name, outcome }) => [name, outcome === 'killed']));
}
