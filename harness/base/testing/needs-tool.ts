import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { TestOptions } from 'vitest';

/** Where a program, by name or absolute path, is on this machine; `undefined` where it is not installed. */
export function pathOf(tool: string): string | undefined {
  const folders = isAbsolute(tool) ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path));
}

/**
 * The title and the options of a test, or of a group of tests, that needs a program. It is skipped where the program is
 * missing, and its title then names it: `test(...needs('python3', 'loads the function'), () => …)`.
 *
 * @param options `here` says whether the program is there, where being on the PATH is not enough.
 */
export function needs(
  tool: string,
  title: string,
  { here = pathOf(tool) !== undefined, ...options }: TestOptions & { readonly here?: boolean } = {},
): [title: string, options: TestOptions] {
  return here ? [title, options] : [`${title} (needs ${tool})`, { ...options, skip: true }];
}
