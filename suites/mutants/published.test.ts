/** The committed matrix is that of the mutants there are; what it says about them is for `npm run mutants` to find out. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../reference-runtime/mutants/index.ts';
import { nameOf } from '../../reference-runtime/mutants/mutant.ts';
import { home } from './build.ts';
import { faultsOf, type Matrix, matrixSchema } from './matrix.ts';
import { renderMatrix } from './matrix-document.ts';
import { withoutMutant } from './without-mutant.ts';

const path = join(home, 'mutants.json');

describe.skipIf(!existsSync(path))('the committed matrix', () => {
  test('names the mutants there are, and what is wrong with each', async () => {
    const { mutants: rows } = await published();

    expect(rows.map(({ name, defect }) => [name, defect])).toEqual(
      mutants.map((mutant) => [nameOf(mutant), mutant.defect]),
    );
  });

  test('gives the reasons for having no mutant', async () => {
    expect((await published()).withoutMutant).toEqual(withoutMutant());
  });

  test('says the same as a document', async () => {
    expect(await readFile(join(home, 'MUTANTS.md'), 'utf8')).toBe(renderMatrix(await published()));
  });

  test('is without a fault', async () => {
    expect(faultsOf(await published())).toEqual([]);
  });
});

async function published(): Promise<Matrix> {
  return matrixSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
