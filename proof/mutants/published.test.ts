/** The committed matrix is that of the mutants there are; what it says about them is for `npm run mutants` to find out. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from './catalogue/index.ts';
import { nameOf } from './catalogue/mutant.ts';
import { faultsOf, type Matrix } from './matrix.ts';
import { renderMatrix } from './matrix-document.ts';
import { published } from './publish.ts';
import { withoutMutant } from './without-mutant.ts';
import { home } from '../support/places.ts';

test('names the mutants there are, and what is wrong with each', async () => {
  const { mutants: rows } = await committed();

  expect(rows.map(({ name, defect }) => [name, defect])).toEqual(
    mutants.map((mutant) => [nameOf(mutant), mutant.defect]),
  );
  expect(rows.map(({ code }) => code)).toEqual(mutants.map(({ code }) => code));
});

test('gives the reasons for having no mutant', async () => {
  expect((await committed()).withoutMutant).toEqual(withoutMutant());
});

test('says the same as a document', async () => {
  expect(await readFile(join(home, 'docs/proof/mutants.md'), 'utf8')).toBe(renderMatrix(await committed()));
});

test('is without a fault', async () => {
  expect(faultsOf(await committed())).toEqual([]);
});

async function committed(): Promise<Matrix> {
  const matrix = await published();
  if (matrix === undefined)
    throw new Error('there is no proof/mutants/matrix.json; `npm run mutants` makes it');
  return matrix;
}
