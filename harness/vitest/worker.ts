import type { ChildProcess } from 'node:child_process';
import { ForksPoolWorker, type PoolOptions } from 'vitest/node';
import { hasEnded } from './early-worker.ts';
import { EXITED_AT_START } from './exited-at-start.ts';

/**
 * vitest's test worker, which can also be stopped while it starts. If the process dies before it reports its start, as on a
 * Ctrl-C at the terminal, vitest would wait a minute for it.
 */
export class Worker extends ForksPoolWorker {
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #early: ChildProcess | undefined;
  #forked = false;
  #exited = false;
  #stopped: Promise<void> | undefined;

  /** @param early A process that has been started for it. */
  constructor(options: PoolOptions, early: ChildProcess | undefined) {
    super(options);
    this.#early = early;
  }

  override async start(): Promise<void> {
    if (this.#stopped !== undefined) throw new Error('The worker was stopped before it started.');
    // Its field for the process: it forks one only if there is none.
    if (this.#early !== undefined) Object.assign(this, { _fork: this.#early });
    await super.start();
    this.#forked = true;
    super.on('exit', () => this.#end());
    if (this.#early !== undefined && hasEnded(this.#early)) this.#end();
  }

  #end(): void {
    this.#exited = true;
    const error = new Error(EXITED_AT_START);
    const message = { type: 'started', __vitest_worker_response__: true, error };
    // After the start vitest ignores this message.
    for (const hear of this.#listeners) hear(message);
  }

  override on(event: string, listener: (message: unknown) => void): void {
    if (event === 'message') this.#listeners.push(listener);
    if (this.#exited) return;
    super.on(event, event === 'error' ? (failure) => isUnsent(failure) || listener(failure) : listener);
  }

  override off(event: string, listener: (message: unknown) => void): void {
    if (this.#forked && !this.#exited) super.off(event, listener);
  }

  override send(message: Parameters<ForksPoolWorker['send']>[0]): void {
    if (this.#forked && !this.#exited) super.send(message);
  }

  /** Resolves when the process has ended; vitest's own hangs if a signal ended it before. */
  override async stop(): Promise<void> {
    this.#stopped ??= this.#forked && !this.#exited ? super.stop() : Promise.resolve();
    await this.#stopped;
  }
}

/**
 * Whether a process that has died was written to. Its exit follows, which vitest reports; after an error before that, it would
 * throw.
 */
function isUnsent(failure: unknown): boolean {
  return failure instanceof Error && 'syscall' in failure && failure.syscall === 'write';
}
