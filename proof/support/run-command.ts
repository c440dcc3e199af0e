/** Runs the real command in its own folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import type { Run } from '../../harness/run/run.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { command } from './places.ts';

export interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A test with a temporary folder. */
export const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

/** Runs `lambdaspec` until it exits. */
export async function runLambdaspec(
  folder: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return new Started(folder, words, environment).ended();
}

export async function storedRun(path: string): Promise<Run> {
  return parseRun(await readFile(path, 'utf8'));
}

/** A running `lambdaspec`. */
export class Started {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #output = { stdout: '', stderr: '' };
  #wake = (): void => {};

  constructor(folder: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [command, ...words], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...environment },
    });
    this.#closed = once(this.#child, 'close');
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#output[name] += text;
        this.#wake();
      });
    }
    void this.#closed.then(() => this.#wake());
  }

  /** Resolves when stderr contains the text this many times, or when the command has ended. */
  async says(text: string, times = 1): Promise<string> {
    while (this.#child.exitCode === null && this.#output.stderr.split(text).length <= times) {
      await new Promise<void>((wake) => (this.#wake = wake));
    }
    return this.#output.stderr;
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  async ended(): Promise<Ran> {
    await this.#closed;
    return { exitCode: this.#child.exitCode, ...this.#output };
  }
}
