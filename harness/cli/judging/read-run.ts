import { resolve } from 'node:path';
import { HarnessError, toError } from '../../base/errors.ts';
import { foreignText } from '../../base/foreign-file.ts';
import type { Run } from '../../run/run.ts';
import { parseRun } from '../../run/stored-run.ts';
import type { CommandContext } from '../io/context.ts';

/**
 * Reads a run.json.
 *
 * @throws {HarnessError} RUN_INVALID with one sentence.
 */
export function readRun(path: string, { workingDirectory }: Pick<CommandContext, 'workingDirectory'>): Run {
  let text: string;
  try {
    text = foreignText(resolve(workingDirectory, path));
  } catch (cause) {
    throw new HarnessError(
      'RUN_INVALID',
      `The run ${path} could not be read: ${toError(cause).message}; name a run.json written by lambdaspec.`,
      { cause },
    );
  }
  try {
    return parseRun(text);
  } catch (reason) {
    throw new HarnessError('RUN_INVALID', `${path}: ${toError(reason).message}`, { cause: reason });
  }
}
