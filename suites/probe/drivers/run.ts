/**
 * Runs a probe function in a separate process of its language, since some actions end it. Events are passed as JSON;
 * results are returned on descriptor 3, so that only the function writes to stdout and stderr.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** For tests that start processes: ten processes of 0.1 s each can take 5 s on a loaded machine. */
export const unhurried = { timeout: 60_000 };

const probeFolder = join(import.meta.dirname, '..');

export interface ProbeDriver {
  readonly name: 'javascript' | 'python';
  /** The program and its arguments, up to the events. */
  readonly command: readonly [string, ...string[]];
}

export const javascript: ProbeDriver = {
  name: 'javascript',
  command: [process.execPath, join(import.meta.dirname, 'driver.mjs'), join(probeFolder, 'probe.mjs')],
};

export const python: ProbeDriver = {
  name: 'python',
  // Without -B, a compiled copy of the function would appear beside it.
  command: ['python3', '-B', join(import.meta.dirname, 'driver.py'), join(probeFolder, 'probe.py')],
};

export interface ProbeRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** `{ returned }`, `{ raised }`, `{ panicked }`, 'nothing' or 'unserializable' per event; none after an exit. */
  readonly outcomes: readonly unknown[];
}

export interface RunOptions {
  /** A context with all members of clients, or an empty one. @defaultValue 'full' */
  readonly context?: 'full' | 'bare';
  /** Added to `PATH`; the environment is otherwise empty, as under the harness. */
  readonly env?: Readonly<Record<string, string>>;
}

export function runProbe(
  { command: [file, ...args] }: ProbeDriver,
  events: readonly unknown[],
  { context = 'full', env = {} }: RunOptions = {},
): ProbeRun {
  const result = spawnSync(file, [...args, JSON.stringify(events), context], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
    // Ends a hang: vitest cannot interrupt a synchronous call.
    timeout: 20_000,
  });
  if (result.error) throw result.error;
  const reports = (result.output[3] ?? '').split('\n').filter((line) => line !== '');
  return {
    exitCode: result.status,
    stdout: result.stdout,
    stderr: result.stderr,
    outcomes: reports.map((line): unknown => JSON.parse(line)),
  };
}
