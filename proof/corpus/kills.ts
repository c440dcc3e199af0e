import { published } from '../mutants/publish.ts';
import type { Kills } from './detection.ts';

/** Reads from the published kill matrix which mutants were caught. */
export async function readKills(): Promise<Kills> {
  const rows = (await published())?.mutants ?? [];
  return new Map(rows.map(({ name, outcome }) => [name, outcome === 'killed']));
}
