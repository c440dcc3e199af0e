import { stripVTControlCharacters } from 'node:util';
import * as z from 'zod';
import { clip } from '../../../base/clip.ts';
import { toError } from '../../../base/errors.ts';
import { ScratchFolder } from '../../../base/scratch-folder.ts';
import { runProgram, type ProgramEnding } from '../../io/run-program.ts';
import type { Surround } from './registry.ts';

const SHOWN = 400;

/**
 * Runs a client in a folder of its own, and reads the versions out of what it printed.
 *
 * @throws with the client and its last words where it fails.
 */
export async function listedBy(
  words: readonly [string, ...string[]],
  { environment, signal }: Surround,
  read: (ending: ProgramEnding, folder: string) => readonly string[],
  prepare: (folder: string) => Promise<void> = async () => {},
): Promise<readonly string[]> {
  await using folder = ScratchFolder.temporary();
  await prepare(folder.path);
  const ending = await runProgram(words, { folder: folder.path, environment, signal });
  const [client] = words;
  try {
    const versions = read(ending, folder.path);
    if (versions.length > 0) return versions;
  } catch (reason) {
    if (ending.problem === undefined)
      throw new Error(`${client} printed what is no list: ${toError(reason).message}`, { cause: reason });
  }
  if (ending.problem === undefined) throw new Error(`${client} lists no release`);
  throw new Error(`${client} ${ending.problem}${complaintIn(ending.output)}`);
}

/** The first lines of an output that speak of an error, as the end of a sentence. */
function complaintIn(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /\b(?:error|fatal)\b|^\w+: /i.test(line)).slice(0, 3);
  const shown = errors.length > 0 ? errors : lines.slice(-1);
  return shown.length === 0 ? '' : `: ${clip(shown.join(' '), SHOWN).replace(/\.$/, '')}`;
}

const texts = z.array(z.string());

/** A list of texts, or one text, in JSON. */
export function textsIn(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return texts.parse(typeof value === 'string' ? [value] : value);
}
