/** Runs a program of the user's machine: a package client, or a build. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { toError } from '../../base/errors.ts';

/** How much of the end of an output is kept. */
const KEPT = 4 * 1024 * 1024;

/** How a program ended. */
export interface ProgramEnding {
  readonly stdout: string;
  /** Both outputs in the order in which they came. */
  readonly output: string;
  /** What went wrong, as the end of a sentence: `ended with code 1`; undefined for code 0. */
  readonly problem: string | undefined;
}

interface ProgramOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends the program with all that it started. */
  readonly signal: AbortSignal;
}

/** Runs a program until it and its outputs end. */
export async function runProgram(
  [program, ...words]: readonly [string, ...string[]],
  { folder, environment, signal }: ProgramOptions,
): Promise<ProgramEnding> {
  if (signal.aborted) return { stdout: '', output: '', problem: 'was interrupted' };
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, which can be ended as a whole.
    detached: true,
  });
  const [stdout, output] = [new Tail(), new Tail()];
  child.stdout.on('data', (bytes: Buffer) => [stdout, output].forEach((tail) => tail.add(bytes)));
  child.stderr.on('data', (bytes: Buffer) => output.add(bytes));
  const end = (): void => endGroup(child.pid);
  signal.addEventListener('abort', end, { once: true });
  try {
    await once(child, 'close');
    return { stdout: stdout.text, output: output.text, problem: problemOf(child, signal) };
  } catch (reason) {
    return { stdout: '', output: '', problem: `could not be started: ${toError(reason).message}` };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function problemOf(
  { exitCode, signalCode }: { readonly exitCode: number | null; readonly signalCode: string | null },
  signal: AbortSignal,
): string | undefined {
  if (exitCode === 0) return undefined;
  if (signal.aborted) return 'was interrupted';
  return exitCode === null ? `was ended by ${signalCode}` : `ended with code ${exitCode}`;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** The end of an output. */
class Tail {
  #chunks: Buffer[] = [];
  #size = 0;

  add(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    while (this.#size - (this.#chunks[0]?.length ?? 0) >= KEPT)
      this.#size -= this.#chunks.shift()?.length ?? 0;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
