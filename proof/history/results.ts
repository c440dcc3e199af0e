import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { historySchema, type History, type State } from '../../harness/run/history/history.ts';
import { clientOrder, type HistoryProof } from './rows.ts';

const stateWord = z.enum(['deviates', 'holds', 'otherwise', 'unknown']);

const resultSchema = z.strictObject({
  client: z.enum(clientOrder),
  bug: z.string(),
  faulty: z.string(),
  fixed: z.string(),
  requirement: z.string(),
  code: z.string(),
  inFaulty: stateWord,
  inFixed: stateWord,
  proved: z.boolean(),
});

/** A row with what the releases did. */
export type HistoryResult = z.infer<typeof resultSchema>;

const bisectionResult = z.strictObject({
  versions: z.string(),
  /** How many there are in the range. */
  releases: z.int(),
  bisection: historySchema.shape.bisection.unwrap(),
});

/** The bisection with its range. */
export type BisectionResult = z.infer<typeof bisectionResult>;

/** Whether the faulty release deviates in the way of the row, and the fixed one holds. */
export function outcomeOf(
  { requirement, code, faulty, fixed }: HistoryProof,
  { rows }: Pick<History, 'rows'>,
): Pick<HistoryResult, 'inFaulty' | 'inFixed' | 'proved'> {
  const row = rows.find((one) => one.requirement === requirement && one.code === code);
  const stateOf = (version: string): State => row?.states[version] ?? 'unknown';
  const [inFaulty, inFixed] = [stateOf(faulty), stateOf(fixed)];
  return { inFaulty, inFixed, proved: inFaulty === 'deviates' && inFixed === 'holds' };
}

/** The results of the last `npm run history:proof`. */
export async function readResults(): Promise<HistoryResult[]> {
  const text = await readFile(join(import.meta.dirname, 'results.json'), 'utf8');
  return z.array(resultSchema).parse(JSON.parse(text));
}

/** The bisection of the last `npm run history:proof`. */
export async function readBisection(): Promise<BisectionResult> {
  return bisectionResult.parse(
    JSON.parse(await readFile(join(import.meta.dirname, 'bisection.json'), 'utf8')),
  );
}
