import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mutants } from './catalogue/index.ts';
import { nameOf } from './catalogue/mutant.ts';
import { forJson } from '../../harness/base/escape.ts';
import type { MutantResult } from './mutant-result.ts';
import { faultsOf, type Matrix, matrixOf, matrixSchema, updatedRows } from './matrix.ts';
import { renderMatrix } from './matrix-document.ts';
import { withoutMutant } from './without-mutant.ts';
import { home } from '../support/places.ts';

const path = join(home, 'proof/mutants/matrix.json');

/** The last published matrix; undefined before the first. */
export async function published(): Promise<Matrix | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : matrixSchema.parse(JSON.parse(text));
}

/** New results of some or all mutants and of the unchanged runtime. */
export interface MatrixUpdate {
  readonly seed: number;
  readonly judged: readonly MutantResult[];
  /** Requirements from which the unchanged runtime deviates. */
  readonly control: readonly string[];
}

/** Updates `docs/proof/mutants.md` and `proof/mutants/matrix.json`; returns the faults of the matrix. */
export async function publishMatrix({ seed, judged, control }: MatrixUpdate): Promise<readonly string[]> {
  const named = mutants.map((mutant) => ({ name: nameOf(mutant), defect: mutant.defect }));
  const matrix = matrixOf({
    seed,
    control: [...control],
    mutants: updatedRows((await published())?.mutants ?? [], judged, named),
    withoutMutant: withoutMutant(),
  });
  await writeFile(path, `${forJson(JSON.stringify(matrix, null, 2))}\n`);
  await writeFile(join(home, 'docs/proof/mutants.md'), renderMatrix(matrix));
  return faultsOf(matrix);
}
