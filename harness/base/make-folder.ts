import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, one at a time: the recursive `mkdir` of Node never returns for a path such as
 * `/proc/nope`.
 *
 * @returns The folders that were missing, the topmost first.
 */
export function makeFolder(path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = path; !isFolder(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) {
    try {
      mkdirSync(folder);
    } catch (reason) {
      // Another process may have made it meanwhile.
      if (!isFolder(folder)) throw reason;
    }
  }
  return missing;
}

/** @throws for something else of that name. */
function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new Error(`${path} is not a folder`);
  return found !== undefined;
}
