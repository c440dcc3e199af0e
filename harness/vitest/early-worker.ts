import { fork, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageModule } from '../base/package.ts';

const PRELOAD = packageModule('harness/vitest/preload.ts');

/**
 * The process of vitest's test worker, ahead of need: it loads the tests while the smoke test waits for the runtime and vitest itself
 * is loaded. That takes half a second.
 */
export class EarlyWorker implements Disposable {
  readonly #child: ChildProcess | undefined;
  readonly #tests: string;

  /**
   * Starts it. Before any bootstrap, since what is started beside one is ended with it.
   *
   * @param tests Path of the module that declares the tests.
   */
  constructor(tests: string) {
    this.#tests = tests;
    // vitest itself loads sources.
    if (PRELOAD.endsWith('.ts')) return;
    // As vitest starts it.
    this.#child = fork(join(dirname(fileURLToPath(import.meta.resolve('vitest/node'))), 'workers/forks.js'), {
      execArgv: [
        ...process.execArgv,
        '--no-warnings',
        '--experimental-import-meta-resolve',
        '--import',
        PRELOAD,
      ],
      env: {
        ...process.env,
        TEST: 'true',
        VITEST: 'true',
        VITEST_MODE: 'RUN',
        NODE_ENV: process.env['NODE_ENV'] ?? 'test',
      },
      stdio: 'pipe',
      serialization: 'advanced',
    });
    // vitest starts one then, or reports why there is none.
    this.#child.on('error', () => {});
    this.#child.stdin?.on('error', () => {});
  }

  /** Lets it load: once no start is measured, since that takes a processor. */
  load(): void {
    const input = this.#child?.stdin;
    if (input?.writableEnded === false) input.end(pathToFileURL(this.#tests).href);
  }

  /** The process, unless there is none or it has ended, as on a Ctrl-C at the terminal. */
  take(): ChildProcess | undefined {
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return undefined;
    this.load();
    return child;
  }

  [Symbol.dispose](): void {
    this.#child?.kill('SIGKILL');
  }
}

export function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}
