import { describe, expect, test } from 'vitest';
import type { MutantResult } from './mutant-result.ts';
import { faultsOf, type Matrix, matrixOf, matrixSchema, updatedRows } from './matrix.ts';
import { sampleResult } from './sample-matrix.ts';

const found = { seed: 1, control: [], mutants: [], withoutMutant: [] };

test('totals count mutants, kills, requirements and levels', () => {
  const { totals } = matrixOf({
    ...found,
    mutants: [
      sampleResult({ name: 'a', requirement: 'next.one', level: 'MUST' }),
      sampleResult({ name: 'b', requirement: 'next.two', level: 'MUST' }),
      sampleResult({ name: 'c', requirement: 'next.two', level: 'MUST', outcome: 'otherwise' }),
      sampleResult({ name: 'd', requirement: 'next.three', level: 'MAY', outcome: 'survived' }),
    ],
  });

  expect(totals).toMatchObject({
    mutants: 4,
    killed: 2,
    requirements: 1,
    levels: {
      MUST: { mutants: 3, killed: 2 },
      SHOULD: { mutants: 0, killed: 0 },
      MAY: { mutants: 1, killed: 0 },
    },
  });
});

test('the blast radius has a median, a maximum and a distribution; notes do not count', () => {
  expect(radiiOf(10, 2, 0)).toEqual({
    mutants: 3,
    median: 2,
    maximum: 10,
    distribution: [
      [0, 1],
      [2, 1],
      [10, 1],
    ],
  });
  expect(radiiOf(1, 0, 2, 2).median).toBe(1.5);
  expect(radiiOf()).toEqual({ mutants: 0, median: 0, maximum: 0, distribution: [] });
});

test('a mutant that was judged with its own requirement only does not count for the blast radius', () => {
  const mutants = [withOthers('next.a'), sampleResult({ blast: null })];

  expect(matrixOf({ ...found, mutants }).totals.blastRadius).toMatchObject({ mutants: 1, median: 1 });
});

describe('after some mutants were judged again', () => {
  const [a, b] = ['a', 'b'].map((name) => ({ ...withOthers('next.x'), name }));
  const mutants = [a, b].flatMap((row) => row ?? []);

  test('their rows are replaced, and the others stay, in the order of the mutants', () => {
    const again = sampleResult({ name: 'b', outcome: 'survived' });

    expect(updatedRows(mutants.toReversed(), [again], mutants)).toEqual([a, again]);
  });

  test('one that was judged with its own requirement only keeps its blast radius', () => {
    const again = sampleResult({ name: 'b', outcome: 'otherwise', blast: null });

    expect(updatedRows(mutants, [again], mutants)).toEqual([a, { ...again, blast: b?.blast }]);
  });

  test('a removed or changed mutant has no row until it is judged', () => {
    expect(updatedRows(mutants, [], [{ name: 'b', defect: 'Another.' }])).toEqual([]);
  });
});

test('the matrix has faults with a survivor, a large median, or an unchanged runtime that deviates', () => {
  const wide = withOthers('next.a', 'next.b', 'next.c', 'next.d');
  const narrow = withOthers('next.a', 'next.b', 'next.c');

  expect(faultsOf(matrixOf({ ...found, mutants: [narrow] }))).toEqual([]);
  expect(faultsOf(matrixOf({ ...found, mutants: [wide] }))).toEqual([
    'The median blast radius is 4, more than 3.',
  ]);
  expect(faultsOf(matrixOf({ ...found, mutants: [sampleResult({ outcome: 'otherwise' })] }))).toEqual([
    '1 of 1 mutants are not killed by the requirement they break.',
  ]);
  expect(faultsOf(matrixOf({ ...found, control: ['next.a'] }))).toEqual([
    'The unchanged runtime deviates: next.a.',
  ]);
});

test('the matrix has the published schema', () => {
  const matrix = matrixOf({
    ...found,
    mutants: [withOthers('next.a')],
    withoutMutant: [{ requirement: 'next.b', level: 'MAY', reason: 'None.' }],
  });

  expect(matrixSchema.parse(JSON.parse(JSON.stringify(matrix)))).toEqual(matrix);
});

/** A killed mutant from which these requirements deviate as well. */
function withOthers(...others: readonly string[]): MutantResult {
  return sampleResult({ blast: { others, notes: ['next.y'] } });
}

/** The blast radius of mutants with these numbers of other requirements. */
function radiiOf(...counts: readonly number[]): Matrix['totals']['blastRadius'] {
  const mutants = counts.map((count) => withOthers(...Array<string>(count).fill('next.x')));
  return matrixOf({ ...found, mutants }).totals.blastRadius;
}
