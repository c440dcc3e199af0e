import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseRun } from '../../harness/run/stored-run.ts';
import type { Condition } from './condition.ts';
import { saidBy, type Sample } from './sample.ts';
import { command } from '../support/places.ts';

/** A run that takes longer is killed, and then has no report. */
const RUN_LIMIT_MS = 30 * 60_000;

export interface SampleOptions {
  readonly number: number;
  readonly condition: Condition;
  readonly seed: number;
  /** The path of the Node that runs the command, and that a bootstrap finds first in PATH. */
  readonly node: string;
  readonly words: readonly string[];
  /** Ends the run; its result is then discarded. */
  readonly signal: AbortSignal;
}

/** Runs the compiled command once; `undefined` if the run was aborted. */
export async function takeSample(options: SampleOptions): Promise<Sample | undefined> {
  const { number, condition, seed, node, words, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-stability-'));
  try {
    const report = join(folder, 'run.json');
    const jobs = condition.jobs === 'default' ? [] : ['--jobs', condition.jobs];
    const own = ['--seed', String(seed), ...jobs, '--out', folder, '--report', `json=${report}`];
    const began = performance.now();
    const child = spawn(node, [command, ...own, ...words], {
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (bytes: Buffer) => (stderr = (stderr + bytes.toString()).slice(-4000)));
    const limit = setTimeout(() => child.kill('SIGKILL'), RUN_LIMIT_MS);
    // On SIGTERM the command ends its processes and then itself.
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    await once(child, 'close');
    clearTimeout(limit);
    signal.removeEventListener('abort', stop);
    if (signal.aborted) return undefined;

    const durationMs = Math.round(performance.now() - began);
    const text = await readFile(report, 'utf8').catch(() => undefined);
    const run = text === undefined ? undefined : parseRun(text);
    if (run !== undefined && !`${run.host.node}.`.startsWith(`v${condition.node}.`))
      throw new Error(`run ${number} should have used node ${condition.node} but used ${run.host.node}`);
    return {
      number,
      condition,
      seed,
      durationMs,
      exitCode: child.exitCode,
      ...(run === undefined ? {} : { said: saidBy(run) }),
      stderr: run === undefined ? stderr : '',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
