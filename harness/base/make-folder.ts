import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, one at a time: the recursive `mkdir` of Node never returns for a path such as
 * `/proc/nope`.
 *
 * @returns The folders that were missing, the topmost first.
 */
export async function makeFolder(path: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let folder = path; !(await isFolder(folder)); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      await mkdir(folder);
    } catch (reason) {
      // Another process may have made it meanwhile.
      if (!(await isFolder(folder))) throw reason;
    }
  }
  return missing;
}

/** @throws for something else of that name. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((reason: unknown) => {
    if (reason instanceof Error && 'code' in reason && reason.code === 'ENOENT') return undefined;
    throw reason;
  });
  if (found !== undefined && !found.isDirectory()) throw new Error(`${path} is not a folder`);
  return found !== undefined;
}
