import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { TestOptions } from 'vitest';

/** The path of a program given by name or absolute path; `undefined` if it is not installed. */
export function pathOf(tool: string): string | undefined {
  const folders = isAbsolute(tool) ? [''] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path));
}

/**
 * Title and options of a test or group that needs a program. It is skipped without the program, and its title then names
 * the program: `test(...needs('python3', 'loads the function'), () => …)`.
 *
 * @param options `here` overrides the check, for a program that must do more than be on the PATH.
 */
export function needs(
  tool: string,
  title: string,
  { here = pathOf(tool) !== undefined, ...options }: TestOptions & { readonly here?: boolean } = {},
): [title: string, options: TestOptions] {
  return here ? [title, options] : [`${title} (needs ${tool})`, { ...options, skip: true }];
}
