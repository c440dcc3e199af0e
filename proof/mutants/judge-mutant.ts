import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Run } from '../../harness/run/run.ts';
import type { Defective } from './catalogue/mutant.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { buildMutant } from './build.ts';
import { digestOfRun, freshFolder, seal, storedMutantRun } from './run-store.ts';
import { home } from '../support/places.ts';

const run = promisify(execFile);

/** The whole core profile takes less than a minute; a mutant that hangs wherever it can, a few. */
const LIMIT_MS = 30 * 60_000;

export interface MutantRunOptions {
  /** Where the run is kept. */
  readonly folder: string;
  /** Options of the command: what is judged, and how. */
  readonly words: readonly string[];
  readonly sourcesDigest: string;
  /** Take a stored run of the same sources for the answer. */
  readonly resume: boolean;
}

/**
 * Judges a mutant with the compiled command, and keeps the run.
 *
 * @throws Error with what the command had to say when it made no report.
 */
export async function judgeMutant(mutant: Defective, wish: MutantRunOptions): Promise<Run> {
  const { folder } = wish;
  const digest = digestOfRun(wish.sourcesDigest, mutant, wish.words);
  const stored = wish.resume ? await storedMutantRun(folder, digest) : undefined;
  if (stored !== undefined) return stored;

  await freshFolder(folder);
  const built = await mkdtemp(join(tmpdir(), 'lambdaspec-mutant-'));
  // For the test that runs it as another user.
  await chmod(built, 0o755);
  try {
    const bootstrap = await buildMutant(mutant, built);
    const report = join(folder, 'run.json');
    const words = [...wish.words, '--probe', '--report', `json=${report}`, '--out', folder, '--', bootstrap];
    // A deviation is the expected result, so the exit code says nothing here; a missing report does.
    const said = await run(process.execPath, [join(home, 'dist', 'main.js'), ...words], {
      timeout: LIMIT_MS,
      maxBuffer: 64e6,
    }).catch(String);
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`${mutant.requirement}: no report; ${JSON.stringify(said)}`);
    const result = parseRun(text);
    if (result.complete) await seal(folder, digest);
    return result;
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}
