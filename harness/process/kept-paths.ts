/** Finds what a bootstrap needs of the machine's /tmp, so that its own /tmp can show it as well. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, resolve, sep } from 'node:path';
import type { Start } from './executable/start-failure.ts';

/** More links than this in one folder are not followed. */
const MOST_LINKS = 500;

/**
 * The names below `tmp` that the start mentions: in the command, the environment, the working folder and the task root, also
 * behind symbolic links. Undefined where one of them is `tmp` itself, which then cannot be replaced.
 *
 * @param files The files that the kernel opens to start it.
 */
export function keptNames(
  start: Start,
  files: readonly string[],
  tmp: string,
): readonly string[] | undefined {
  const { command, cwd, environment } = start;
  const texts = [...command, ...Object.values(environment)];
  const folders = [cwd, environment['LAMBDA_TASK_ROOT'] ?? cwd];
  const paths = [
    ...files,
    ...folders,
    ...(environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...command.filter((word) => word.includes(sep)),
  ].map((path) => resolve(cwd, path));
  const real = [...paths, ...folders.flatMap(linksIn)].map(behindLinks);
  if ([...paths, ...real].includes(tmp)) return undefined;

  const below = [...paths, ...real].flatMap((path) => nameBelow(tmp, path));
  const mentioned = texts.flatMap((text) => namesIn(text, tmp));
  return [...new Set([...below, ...mentioned])].filter((name) => existsSync(resolve(tmp, name))).toSorted();
}

/** A function in a folder of links (a test makes such task roots) lives where they lead. */
function linksIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .slice(0, MOST_LINKS)
      .map(({ name }) => resolve(folder, name));
  } catch {
    return [];
  }
}

function behindLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function nameBelow(tmp: string, path: string): string[] {
  const [name = ''] = path.startsWith(tmp + sep) ? path.slice(tmp.length + 1).split(sep) : [];
  return name === '' ? [] : [name];
}

/** Also inside of a word, as in `--config=/tmp/a/b` or a list of folders. */
function namesIn(text: string, tmp: string): string[] {
  return text
    .split(tmp + sep)
    .slice(1)
    .flatMap((rest) => /^[^/:;,\s"']+/.exec(rest) ?? [])
    .filter((name) => name !== '.' && name !== '..');
}
