import { readFile, stat } from 'node:fs/promises';

/** The text of a regular file. Reading a named pipe or a device could wait without end, and no signal would end it. */
export async function readText(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('it is not a regular file');
  return readFile(path, 'utf8');
}
