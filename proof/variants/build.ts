import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { home } from '../support/places.ts';
import { misplacedChanges, type Variant } from './variant.ts';

const PROBE = 'probe.mjs';
const bundledProbe = join(home, 'suites', 'probe', PROBE);
/** The reference runtime, compiled and not bundled: a change names a file. */
const compiledReference = join(home, 'dist', 'proof', 'reference-runtime');

/** The task root of a variant with a probe function of its own, in the folder of the variant. */
export const taskRootOf = (folder: string): string => join(folder, 'task');

/** Writes the variant as a runtime of its own and returns the path of its bootstrap. */
export async function buildVariant(variant: Variant, folder: string): Promise<string> {
  const compiled = join(folder, 'dist', 'reference-runtime');
  await mkdir(compiled, { recursive: true });
  for (const file of await readdir(compiledReference)) {
    if (file.endsWith('.js')) await cp(join(compiledReference, file), join(compiled, file));
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const [name, from] of Object.entries(variant.files ?? {})) await cp(from, join(compiled, name));
  const place = (file: string): string => join(file === PROBE ? taskRootOf(folder) : compiled, file);
  if (variant.probe !== undefined) {
    await mkdir(taskRootOf(folder));
    await cp(bundledProbe, place(PROBE));
  }
  const read = (file: string): Promise<string> => readFile(place(file), 'utf8');
  const [misplaced] = await misplacedChanges(variant, read);
  if (misplaced !== undefined) throw new Error(misplaced);
  for (const { file, find, replace } of [...variant.changes, ...(variant.probe ?? [])]) {
    await writeFile(place(file), (await read(file)).split(find).join(replace));
  }
  const beside = join(folder, 'reference-runtime');
  await mkdir(beside);
  await cp(join(home, 'reference-runtime', 'bootstrap'), join(beside, 'bootstrap'));
  if (variant.bootstrap !== undefined) await cp(variant.bootstrap, beside, { recursive: true });
  return join(beside, 'bootstrap');
}

/** The text of a compiled file of the reference runtime, or of the bundled probe function. */
export function compiledFile(file: string): Promise<string> {
  return readFile(file === PROBE ? bundledProbe : join(compiledReference, file), 'utf8');
}
