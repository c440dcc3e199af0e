/** How much of all combinations of what may vary about an event a run has tried. Pure data, and its schema. */
import { z } from 'zod';

const tried = z.strictObject({ covered: z.int().min(0), possible: z.int().min(0) });

export const combinations = z.strictObject({
  pairs: tried.describe('Of two levels of different factors, such as a size of the body and a framing.'),
  triples: tried.describe('Of three levels.'),
  quadruples: tried.optional().describe('Of four levels; absent where only `--slow` aims at them.'),
});

export type Combinations = z.infer<typeof combinations>;

/** The combinations that the records of a run tell of: one test tries them. */
export function combinationsIn(tests: readonly { readonly combinations?: Combinations | undefined }[]): {
  readonly combinations?: Combinations;
} {
  const found = tests.map((test) => test.combinations).find((one) => one !== undefined);
  return found === undefined ? {} : { combinations: found };
}
