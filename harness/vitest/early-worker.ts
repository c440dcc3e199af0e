import { fork, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageModule } from '../base/package.ts';

const PRELOAD = packageModule('harness/vitest/preload.ts');

/**
 * The process of vitest's test worker, ahead of need: it loads what the suites import while the smoke test waits for the runtime
 * and vitest itself is loaded. That takes half a second.
 */
export class EarlyWorker implements Disposable {
  readonly #child: ChildProcess | undefined;

  /** Starts it. Before any bootstrap, since what is started beside one is ended with it. */
  constructor() {
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
    this.#child?.stdin?.end();
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
