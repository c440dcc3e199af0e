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

/** Runs code of the function, in concurrent mode several pieces at once. */
export class FailureGuard {
  readonly #scopes = new AsyncLocalStorage<Scope>();
  readonly #log: Log;
  readonly #running = new Set<Scope>();

  constructor(events: ProcessEvents, log: Log) {
    this.#log = log;
    events.on('uncaughtException', (error: unknown) => this.#escaped(error));
    events.on('unhandledRejection', (reason: unknown) => this.#escaped(reason));
    events.on('beforeExit', () => {
      for (const scope of this.#running)
        scope.fail(new NeverSettled('the function can no longer finish: the event loop is empty'));
    });
  }

  /** Runs `work`. Settles as it does, or rejects with the first failure that escapes it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let scope: Scope | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        scope = { fail: reject };
        this.#running.add(scope);
        this.#scopes.run(scope, work).then(resolve, reject);
      });
    } finally {
      if (scope !== undefined) this.#running.delete(scope);
    }
  }

  /**
   * Makes the failure the outcome of the work that caused it. If that work is over, its outcome is already posted and
   * no second one may follow, so the failure is only logged.
   */
  #escaped(reason: unknown): void {
    const scope = this.#scopes.getStore() ?? this.#only();
    if (scope !== undefined && this.#running.has(scope)) scope.fail(reason);
    else this.#log(`a failure after the end of its invocation: ${errorText(toErrorDocument(reason))}`);
  }

  /** The work that runs, if it is the only one: a failure without a scope can be of no other. */
  #only(): Scope | undefined {
    const [first, ...others] = this.#running;
    return others.length === 0 ? first : undefined;
  }
}
