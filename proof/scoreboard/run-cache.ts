/**
 * The runs of the examples, kept under `lambdaspec-report/scoreboard/`. The key of a run covers what its verdicts depend on: the files of the
 * example, the harness, and the suites with the probe functions. So an interrupted series goes on where it was.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseRun } from '../../harness/run/stored-run.ts';
import { home } from '../support/places.ts';
import type { Judged } from './board.ts';
import { type Example, BASELINE } from './examples.ts';

/** What stands in the folder of an example and does not change how it is judged. */
const aside = new Set(['build', 'README.md', 'findings.yaml', 'reproductions', 'evidence.json', BASELINE]);

const timingsSchema = z.strictObject({
  coldStartMs: z.number(),
  invocationUs: z.number().nullable(),
  memoryMiB: z.number().nullable(),
});

/** Digest of the harness, and of the suites with the probe functions. */
export function digestOfHarness(root = home): string {
  return digestOf(['harness', 'suites'].map((folder) => join(root, folder)));
}

export class RunCache {
  readonly #root: string;
  readonly #harness: string;

  constructor(root = join(home, 'lambdaspec-report', 'scoreboard'), harness = digestOfHarness()) {
    this.#root = root;
    this.#harness = harness;
  }

  /** The report folder of an example as it is now. */
  folderOf({ name, folder }: Pick<Example, 'name' | 'folder'>): string {
    const files = readdirSync(folder)
      .filter((leaf) => !aside.has(leaf))
      .map((leaf) => join(folder, leaf));
    const key = createHash('sha256').update(digestOf(files)).update(this.#harness).digest('hex').slice(0, 16);
    return join(this.#root, `${name}-${key}`);
  }

  /** Where a run of it is written before it is complete. */
  draftOf(example: Pick<Example, 'name' | 'folder'>): string {
    return `${this.folderOf(example)}.part`;
  }

  read(example: Example): Judged | undefined {
    const folder = this.folderOf(example);
    if (!existsSync(join(folder, 'timings.json'))) return undefined;
    return {
      example,
      run: parseRun(readFileSync(join(folder, 'run.json'), 'utf8')),
      timings: timingsSchema.nullable().parse(JSON.parse(readFileSync(join(folder, 'timings.json'), 'utf8'))),
    };
  }

  /** Takes a draft over, and removes the runs of earlier states of the example. */
  keep(example: Example, timings: Judged['timings']): void {
    const [folder, draft] = [this.folderOf(example), this.draftOf(example)];
    writeFileSync(join(draft, 'timings.json'), `${JSON.stringify(timings)}\n`);
    for (const leaf of readdirSync(this.#root)) {
      const isOther = /^(.+)-[0-9a-f]{16}$/.exec(leaf)?.[1] === example.name;
      if (isOther) rmSync(join(this.#root, leaf), { recursive: true });
    }
    renameSync(draft, folder);
  }
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesIn).toSorted())
    hash.update(path).update('\0').update(readFileSync(path));
  return hash.digest('hex');
}

/** The files at or under a path that may change what a program does. */
function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(join(path, '..'), { withFileTypes: true });
  const self = entries.find(({ name }) => path.endsWith(`/${name}`));
  if (self?.isDirectory() !== true) return /\.test\.ts$|\.md$/.test(path) ? [] : [path];
  return readdirSync(path)
    .filter((leaf) => leaf !== '__pycache__')
    .flatMap((leaf) => filesIn(join(path, leaf)));
}
