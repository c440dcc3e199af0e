import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Run } from '../../harness/run/run.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { home } from '../support/places.ts';
import { buildVariant, taskRootOf } from './build.ts';
import { digestOfRun, freshFolder, seal, storedRunOf } from './run-store.ts';
import type { Variant } from './variant.ts';

const run = promisify(execFile);

/** The core profile takes less than a minute; a mutant that hangs often takes a few minutes. */
const LIMIT_MS = 30 * 60_000;

export interface VariantRunOptions {
  /** The folder for the run. */
  readonly folder: string;
  /** Options of the command. */
  readonly words: readonly string[];
  readonly sourcesDigest: string;
  /** Reuse a stored run of the same sources. */
  readonly resume: boolean;
}

/**
 * Judges a variant with the compiled command and the probe function, and keeps the run.
 *
 * @throws Error with the output of the command if it wrote no report.
 */
export async function judgeVariant(variant: Variant, wish: VariantRunOptions): Promise<Run> {
  const { folder } = wish;
  const digest = await digestOfRun(wish.sourcesDigest, variant, wish.words);
  const stored = wish.resume ? await storedRunOf(folder, digest) : undefined;
  if (stored !== undefined) return stored;

  await freshFolder(folder);
  const built = await mkdtemp(join(tmpdir(), 'lambdaspec-variant-'));
  // For the test that starts the runtime as another user.
  await chmod(built, 0o755);
  try {
    const bootstrap = await buildVariant(variant, built);
    const report = join(folder, 'run.json');
    const func =
      variant.probe === undefined
        ? ['--probe']
        : ['--handler', 'probe.handler', '--task-root', taskRootOf(built)];
    const words = [...wish.words, ...func, '--report', `json=${report}`, '--out', folder, '--', bootstrap];
    // A deviation may be expected, so the exit code does not matter; a missing report is an error.
    const said = await run(process.execPath, [join(home, 'dist', 'main.js'), ...words], {
      timeout: LIMIT_MS,
      maxBuffer: 64e6,
    }).catch(String);
    const text = await readFile(report, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`${variant.name}: no report; ${JSON.stringify(said)}`);
    const result = parseRun(text);
    if (result.complete) await seal(folder, digest);
    return result;
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}
