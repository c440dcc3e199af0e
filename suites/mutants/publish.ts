import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../../harness/run-model.ts';
import { forJson } from '../../reports/escape.ts';
import { home } from './build.ts';
import type { Judgement } from './judgement.ts';
import { faultsOf, matrixOf } from './matrix.ts';
import { renderMatrix } from './matrix-document.ts';
import { withoutMutant } from './without-mutant.ts';

/**
 * Writes `MUTANTS.md` and `mutants.json`, and returns why they prove nothing, in sentences.
 *
 * @param control the run of the unchanged runtime, which has to deviate from nothing.
 */
export async function publish(
  seed: number,
  control: Run,
  mutants: readonly Judgement[],
): Promise<readonly string[]> {
  if (control.verdict === 'inconclusive')
    throw new Error(`The unchanged runtime could not be judged: ${control.reason ?? 'it is not known why'}`);
  const matrix = matrixOf({
    seed,
    control: control.requirements.filter(({ verdict }) => verdict === 'deviates').map(({ id }) => id),
    mutants: [...mutants],
    withoutMutant: withoutMutant(),
  });
  await writeFile(join(home, 'mutants.json'), `${forJson(JSON.stringify(matrix, null, 2))}\n`);
  await writeFile(join(home, 'MUTANTS.md'), renderMatrix(matrix));
  return faultsOf(matrix);
}
