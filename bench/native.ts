/** The two programs in Go that cost so little that a benchmark measures what lies between them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Native {
  /** A runtime that returns every event. */
  readonly echo: string;
  /** A client that posts events. */
  readonly load: string;
}

/** Builds them in a folder; undefined where there is no Go. */
export function buildNative(folder: string): Native | undefined {
  if (!hasTool('go', 'version')) return undefined;
  mkdirSync(folder, { recursive: true });
  const native = { echo: join(folder, 'echo'), load: join(folder, 'load') };
  for (const [name, path] of Object.entries(native)) {
    execFileSync('go', ['build', '-o', path, `./${name}`], {
      cwd: join(import.meta.dirname, 'native'),
      stdio: 'inherit',
    });
  }
  return native;
}

/** Whether a program is there and runs. */
export function hasTool(tool: string, ...words: readonly string[]): boolean {
  return spawnSync(tool, words, { stdio: 'ignore' }).status === 0;
}
