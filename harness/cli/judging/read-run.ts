import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError, toError } from '../../base/errors.ts';
import type { Run } from '../../run/run.ts';
import { parseRun } from '../../run/stored-run.ts';
import type { CommandContext } from '../io/context.ts';

/**
 * Reads a run.json.
 *
 * @throws {HarnessError} RUN_INVALID with one sentence.
 */
export async function readRun(
  path: string,
  { workingDirectory }: Pick<CommandContext, 'workingDirectory'>,
): Promise<Run> {
  const text = await readFile(resolve(workingDirectory, path), 'utf8').catch((reason: unknown) => {
    throw new HarnessError(
      'RUN_INVALID',
      `The run ${path} could not be read: ${toError(reason).message}; name a run.json written by lambdaspec.`,
      { cause: reason },
    );
  });
  try {
    return parseRun(text);
  } catch (reason) {
    throw new HarnessError('RUN_INVALID', `${path}: ${toError(reason).message}`, { cause: reason });
  }
}
