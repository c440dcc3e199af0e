import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { home } from '../support/places.ts';

const run = promisify(execFile);
const cache = join(home, 'node_modules/.cache/stability');

/** The path of a version of Node, installed from the npm package `node` at its first use. */
export async function nodeOf(version: string): Promise<string> {
  const folder = join(cache, `node-${version}`);
  const executable = join(folder, 'node_modules', 'node', 'bin', 'node');
  const there = await access(executable).then(
    () => true,
    () => false,
  );
  if (!there) {
    await mkdir(folder, { recursive: true });
    await run('npm', [
      'install',
      '--silent',
      '--no-audit',
      '--no-fund',
      '--prefix',
      folder,
      `node@${version}`,
    ]);
  }
  const { stdout } = await run(executable, ['--version']);
  if (!`${stdout.trim()}.`.startsWith(`v${version}.`))
    throw new Error(`node@${version} is ${stdout.trim()}; remove ${folder} to install it again`);
  return executable;
}
