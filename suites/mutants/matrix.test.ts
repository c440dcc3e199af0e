import { expect, test } from 'vitest';
import { faultsOf, type Matrix, matrixOf, matrixSchema } from './matrix.ts';
import { sampleJudgement } from './sample-matrix.ts';

const found = { seed: 1, control: [], mutants: [], withoutMutant: [] };

test('totals count mutants, kills, requirements and levels', () => {
  const { totals } = matrixOf({
    ...found,
    mutants: [
      sampleJudgement({ name: 'a', requirement: 'next.one', level: 'MUST' }),
      sampleJudgement({ name: 'b', requirement: 'next.two', level: 'MUST' }),
      sampleJudgement({ name: 'c', requirement: 'next.two', level: 'MUST', outcome: 'otherwise' }),
      sampleJudgement({ name: 'd', requirement: 'next.three', level: 'MAY', outcome: 'survived' }),
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
    median: 2,
    maximum: 10,
    distribution: [
      [0, 1],
      [2, 1],
      [10, 1],
    ],
  });
  expect(radiiOf(1, 0, 2, 2).median).toBe(1.5);
  expect(radiiOf()).toEqual({ median: 0, maximum: 0, distribution: [] });
});

test('the matrix proves nothing with a survivor, a wide median, or an unchanged runtime that deviates', () => {
  const wide = sampleJudgement({ others: ['next.a', 'next.b', 'next.c', 'next.d'] });
  const narrow = sampleJudgement({ others: ['next.a', 'next.b', 'next.c'] });

  expect(faultsOf(matrixOf({ ...found, mutants: [narrow] }))).toEqual([]);
  expect(faultsOf(matrixOf({ ...found, mutants: [wide] }))).toEqual([
    'The median blast radius is 4, more than 3.',
  ]);
  expect(faultsOf(matrixOf({ ...found, mutants: [sampleJudgement({ outcome: 'otherwise' })] }))).toEqual([
    '1 of 1 mutants are not killed by the requirement they break.',
  ]);
  expect(faultsOf(matrixOf({ ...found, control: ['next.a'] }))).toEqual([
    'The unchanged runtime deviates: next.a.',
  ]);
});

test('the matrix has the shape that is published', () => {
  const matrix = matrixOf({
    ...found,
    mutants: [sampleJudgement({ others: ['next.a'] })],
    withoutMutant: [{ requirement: 'next.b', level: 'MAY', reason: 'None.' }],
  });

  expect(matrixSchema.parse(JSON.parse(JSON.stringify(matrix)))).toEqual(matrix);
});

/** The blast radius of mutants with so many others each. */
function radiiOf(...counts: readonly number[]): Matrix['totals']['blastRadius'] {
  const mutants = counts.map((count) =>
    sampleJudgement({ others: Array<string>(count).fill('next.x'), notes: ['next.y'] }),
  );
  return matrixOf({ ...found, mutants }).totals.blastRadius;
}
