import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, expect, test } from 'vitest';
import type { State } from '../../harness/run/history/history.ts';
import { requirements } from '../../suites/requirements/index.ts';
import { corpus } from '../corpus/index.ts';
import { home } from '../support/places.ts';
import { historyDocument } from './document.ts';
import { historyProofs } from './proofs.ts';
import { outcomeOf, readBisection, readResults } from './results.ts';

const results = await readResults();
const bisection = await readBisection();

test('docs/proof/history.md shows the results', async () => {
  expect(await readFile(join(home, 'docs/proof/history.md'), 'utf8')).toBe(
    historyDocument(results, bisection),
  );
});

test('each row was judged and is proved, and there are at least twelve', () => {
  expect(results.filter(({ proved }) => !proved)).toEqual([]);
  expect(results).toMatchObject(historyProofs);
  expect(results.length).toBeGreaterThanOrEqual(12);
});

test('the bisection found a change among at least ten releases, with fewer builds', () => {
  expect(bisection.releases).toBeGreaterThanOrEqual(10);
  expect(bisection.bisection.steps.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(bisection.releases)));
  expect(bisection.bisection.change).not.toBeNull();
});

test('each row names a bug of the corpus and a code of its requirement', () => {
  const bugs = corpus.flatMap((one) => one.bugs).map(({ id }): string => id);

  expect(historyProofs.filter(({ bug }) => !bugs.includes(bug))).toEqual([]);
  expect(
    historyProofs.filter(
      ({ requirement, code }) => !Object.keys(requirements[requirement].deviations ?? {}).includes(code),
    ),
  ).toEqual([]);
});

test('a row is proved only by a deviation in the one release, and by a requirement that holds in the other', () => {
  const [first] = historyProofs;
  assert(first !== undefined);
  const row = { ...first, faulty: '1', fixed: '2' };
  const { requirement, code } = row;
  const proved = (one: State, two: State): boolean => {
    const states = { '1': one, '2': two };
    return outcomeOf(row, { rows: [{ requirement, code, level: 'MUST', message: '', spans: [], states }] })
      .proved;
  };

  expect(proved('deviates', 'holds')).toBe(true);
  expect(proved('deviates', 'unknown')).toBe(false);
  expect(proved('deviates', 'otherwise')).toBe(false);
  expect(proved('holds', 'holds')).toBe(false);
  expect(outcomeOf(row, { rows: [] }).proved).toBe(false);
});
