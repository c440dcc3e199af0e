/**
 * The sample of the day is not accused. Only few of the innocents can run with every test; which, goes by the day, so
 * that each has its turn. `npm run innocents -- --sample 3` repeats it, and with the whole profile.
 */
import { expect, test } from 'vitest';
import { digestOfSources } from '../variants/run-store.ts';
import { faultsOf } from './acquittal.ts';
import { innocents } from './catalogue/index.ts';
import { judgeInnocent } from './judge-innocent.ts';
import { sampleOfDay } from './sample.ts';

const today = sampleOfDay(
  innocents.filter(({ long }) => long !== true),
  1,
  new Date(),
);

test('each innocent has its turn, and a day has one sample', () => {
  const all = ['a', 'b', 'c', 'd', 'e'];
  const days = Array.from({ length: 3 }, (_, n) => sampleOfDay(all, 2, day(n + 1)));

  expect(days.flat().toSorted()).toEqual(all);
  expect(days.every(({ length }) => length === 1 || length === 2)).toBe(true);
  expect(sampleOfDay(all, 2, new Date('2026-11-28T00:00:00Z'))).toEqual(
    sampleOfDay(all, 2, new Date('2026-11-28T23:59:59Z')),
  );
  expect(sampleOfDay(all, 9, day(1))).toEqual(all);
});

test(
  `no requirement accuses the innocents of the day: ${today.map(({ name }) => name).join(', ')}`,
  { timeout: 600_000 },
  async () => {
    const sourcesDigest = await digestOfSources();
    const options = { seed: 1, sourcesDigest, resume: false, busy: false, quick: true };
    const results = await Promise.all(today.map((innocent) => judgeInnocent(innocent, options)));

    expect(faultsOf(results)).toEqual([]);
  },
);

function day(n: number): Date {
  return new Date(Date.UTC(2026, 10, n, n % 24));
}
