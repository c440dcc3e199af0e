/**
 * Catches what no `try` can: exceptions in timers and callbacks, unhandled rejections, and a promise that never
 * settles.
 *
 * A failure belongs to the work that started it, not to the work that runs when it surfaces. So each piece of work has
 * its own scope, which Node carries through timers and promises.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { errorText, RuntimeFailure, toErrorDocument } from './errors.ts';
import type { Log } from './output.ts';

/** The work never settles: the event loop is empty while it waits. */
export class NeverSettled extends RuntimeFailure {
  override readonly name = 'Runtime.NeverSettled';
}

interface Scope {
  readonly fail: (reason: unknown) => void;
}

/** The part of `process` that the guard listens to. */
type ProcessEvents = Pick<EventEmitter, 'on'>;

/** Runs code of the function, one piece at a time. */
export class FailureGuard {
  readonly #scopes = new AsyncLocalStorage<Scope>();
  readonly #log: Log;
  #current: Scope | undefined;

  constructor(events: ProcessEvents, log: Log) {
    this.#log = log;
    events.on('uncaughtException', (error: unknown) => this.#escaped(error));
    events.on('unhandledRejection', (reason: unknown) => this.#escaped(reason));
    events.on('beforeExit', () => {
      this.#current?.fail(new NeverSettled('the function can no longer finish: the event loop is empty'));
    });
  }

  /** Runs `work`. Settles as it does, or rejects with the first failure that escapes it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#current = { fail: reject };
        this.#scopes.run(this.#current, work).then(resolve, reject);
      });
    } finally {
      this.#current = undefined;
    }
  }

  /**
   * Makes the failure the outcome of the work that caused it. If that work is over, its outcome is already posted and
   * no second one may follow, so the failure is only logged.
   */
  #escaped(reason: unknown): void {
    const scope = this.#scopes.getStore() ?? this.#current;
    if (scope !== undefined && scope === this.#current) scope.fail(reason);
    else this.#log(`a failure after the end of its invocation: ${errorText(toErrorDocument(reason))}`);
  }
}
