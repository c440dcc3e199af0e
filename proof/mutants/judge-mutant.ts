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

/** The core profile takes less than a minute; a mutant that hangs often takes a few minutes. */
const LIMIT_MS = 30 * 60_000;

export interface MutantRunOptions {
  /** The folder for the run. */
  readonly folder: string;
  /** Options of the command. */
  readonly words: readonly string[];
  readonly sourcesDigest: string;
  /** Reuse a stored run of the same sources. */
  readonly resume: boolean;
}

/**
 * Judges a mutant with the compiled command, and keeps the run.
 *
 * @throws Error with the output of the command if it wrote no report.
 */
export async function judgeMutant(mutant: Defective, wish: MutantRunOptions): Promise<Run> {
  const { folder } = wish;
  const digest = digestOfRun(wish.sourcesDigest, mutant, wish.words);
  const stored = wish.resume ? await storedMutantRun(folder, digest) : undefined;
  if (stored !== undefined) return stored;

  await freshFolder(folder);
  const built = await mkdtemp(join(tmpdir(), 'lambdaspec-mutant-'));
  // For the test that starts the runtime as another user.
  await chmod(built, 0o755);
  try {
    const bootstrap = await buildMutant(mutant, built);
    const report = join(folder, 'run.json');
    const words = [...wish.words, '--probe', '--report', `json=${report}`, '--out', folder, '--', bootstrap];
    // A deviation is expected, so the exit code does not matter; a missing report is an error.
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
