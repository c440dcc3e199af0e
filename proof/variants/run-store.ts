/**
 * Stores the runs of variants in `test-results/`, one folder each, with a digest of everything that the run depends on:
 * an interrupted series can resume, and a stored run can be inspected.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Run } from '../../harness/run/run.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { home } from '../support/places.ts';
import type { Variant } from './variant.ts';

/** The harness, the suites with the probe functions, and the reference runtime. */
const sources = ['harness', 'suites', 'reference-runtime'];

/** The digest of all files that every run depends on. */
export async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await Promise.all(sources.map(filesIn))).flat()) {
    hash.update(`${path}\0`);
    hash.update(await readFile(join(home, path)));
  }
  return hash.digest('hex');
}

/** Paths from the folder of the repository, in a fixed order. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(resolve(home, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(home, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !/\.test\.ts$|\.md$|__pycache__/.test(path)).toSorted();
}

/** The digest of a run: that of the sources, the changes and files of the variant, and how it is judged. */
export async function digestOfRun(
  sourcesDigest: string,
  { name, changes, files = {}, probe, bootstrap }: Variant,
  words: readonly string[],
): Promise<string> {
  const own = bootstrap === undefined ? [] : (await filesIn(bootstrap)).map((path) => join(home, path));
  const texts = await Promise.all([...Object.values(files), ...own].map((path) => readFile(path, 'utf8')));
  return createHash('sha256')
    .update(JSON.stringify([sourcesDigest, name, changes, files, probe, texts, words]))
    .digest('hex');
}

/** The stored run of the same sources; undefined if there is none. */
export async function storedRunOf(folder: string, digest: string): Promise<Run | undefined> {
  try {
    if ((await readFile(join(folder, 'digest'), 'utf8')) !== digest) return undefined;
    return parseRun(await readFile(join(folder, 'run.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Empties the folder for a new run. */
export async function freshFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** Marks the run in the folder as complete with this digest: the last step, so that a partial run is not reused. */
export async function seal(folder: string, digest: string): Promise<void> {
  await writeFile(join(folder, 'digest'), digest);
}
