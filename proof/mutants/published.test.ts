/** The committed matrix lists exactly the existing mutants; `npm run mutants` renews their results. */
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

test('lists the existing mutants with their defects', async () => {
  const { mutants: rows } = await committed();

  expect(rows.map(({ name, defect }) => [name, defect])).toEqual(
    mutants.map((mutant) => [nameOf(mutant), mutant.defect]),
  );
  expect(rows.map(({ code }) => code)).toEqual(mutants.map(({ code }) => code));
});

test('gives the reasons for requirements without a mutant', async () => {
  expect((await committed()).withoutMutant).toEqual(withoutMutant());
});

test('equals the committed document', async () => {
  expect(await readFile(join(home, 'docs/proof/mutants.md'), 'utf8')).toBe(renderMatrix(await committed()));
});

test('has no fault', async () => {
  expect(faultsOf(await committed())).toEqual([]);
});

async function committed(): Promise<Matrix> {
  const matrix = await published();
  if (matrix === undefined)
    throw new Error('proof/mutants/matrix.json is missing; `npm run mutants` writes it');
  return matrix;
}
