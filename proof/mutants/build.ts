import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Defective } from './catalogue/mutant.ts';
import { home } from '../support/places.ts';

/** Writes the mutant as a runtime of its own and returns the path of its bootstrap. */
export async function buildMutant(mutant: Defective, folder: string): Promise<string> {
  const compiled = join(folder, 'dist', 'reference-runtime');
  await mkdir(compiled, { recursive: true });
  const source = join(home, 'dist', 'reference-runtime');
  for (const file of await readdir(source)) {
    if (file.endsWith('.js')) await cp(join(source, file), join(compiled, file));
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const { file, find, replace } of mutant.changes) {
    const path = join(compiled, file);
    const text = await readFile(path, 'utf8');
    const pieces = text.split(find);
    if (pieces.length !== 2) {
      throw new Error(
        `${mutant.requirement}: "${find}" is found ${pieces.length - 1} times in ${file}, not once`,
      );
    }
    await writeFile(path, pieces.join(replace));
  }
  await mkdir(join(folder, 'reference-runtime'));
  const bootstrap = join(folder, 'reference-runtime', 'bootstrap');
  await cp(join(home, 'reference-runtime', 'bootstrap'), bootstrap);
  return bootstrap;
}
