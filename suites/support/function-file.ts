import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Smoke } from '../../harness/sandbox/limits.ts';
import type { Target } from '../../harness/run/target.ts';

/** The file that `_HANDLER` names, in the languages of the bundled probe functions. */
export interface FunctionFile {
  readonly path: string;
  readonly extension: FunctionExtension;
  /** The member that `_HANDLER` names. */
  readonly member: string;
  /** Whether the function has reported this language. */
  readonly certain: boolean;
}

type FunctionExtension = (typeof extensions)[number];

const extensions = ['mjs', 'js', 'cjs', 'py', 'sh'] as const;

const byLanguage: Readonly<Record<string, readonly FunctionExtension[]>> = {
  javascript: ['mjs', 'js', 'cjs'],
  python: ['py'],
  bash: ['sh'],
};

/** The file of the function behind the runtime; undefined when unknown, as for compiled code. */
export function functionFile(target: Target, smoke: Smoke): FunctionFile | undefined {
  const [, module, member] = /^([^./]+)\.([^./]+)$/.exec(target.handler) ?? [];
  if (module === undefined || member === undefined) return undefined;
  const possible = smoke.language === null ? extensions : (byLanguage[smoke.language] ?? []);
  const files = possible
    .map((extension) => ({ extension, path: join(target.taskRoot, `${module}.${extension}`) }))
    .filter(({ path }) => existsSync(path));
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) return undefined;
  return { ...file, member, certain: smoke.language !== null };
}
