/** A small part of `npm run fuzz`, each day another. */
import { expect, test } from 'vitest';
import { today } from '../../harness/base/testing/of-today.ts';
import { fuzz } from './fuzz.ts';

const seed = today;

test('30 mutated files end with a sentence each', { timeout: 300_000 }, async () => {
  const broken: string[] = [];
  let done = 0;
  await fuzz({
    count: 30,
    seed: seed * 1000,
    jobs: 1,
    wholeEvery: 15,
    onEnd: ({ words }, { objections }, number) => {
      done += 1;
      if (objections.length > 0)
        broken.push(`seed ${seed * 1000 + number}, ${words.join(' ')}: ${objections.join('; ')}`);
    },
  });

  expect(broken).toEqual([]);
  expect(done).toBe(30);
});
