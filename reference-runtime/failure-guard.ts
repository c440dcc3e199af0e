/**
 * Catches what no `try` can: exceptions in timers and callbacks, rejections nobody handles, and a promise that will never
 * settle.
 *
 * A failure belongs to the work that started it, not to what happens to run when it surfaces. So each piece of work has
 * a scope of its own, which Node carries along through timers and promises.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { errorText, RuntimeFailure, toErrorDocument } from './errors.ts';
import type { Log } from './output.ts';

/** The work waits for something that cannot happen any more: nothing is left in the event loop. */
export class NeverSettled extends RuntimeFailure {
  override readonly name = 'Runtime.NeverSettled';
}

interface Scope {
  readonly fail: (reason: unknown) => void;
}

/** The events of `process` that are listened to. */
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
      this.#current?.fail(
        new NeverSettled('the function can no longer finish: there is nothing left to wait for'),
      );
    });
  }

  /** Runs `work`; settles as it does, or fails with the first failure that escapes it. */
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
   * The work that failed is over, with the failure as its outcome. If it was over before, its outcome has been posted and
   * must not be followed by another: the log is the only place left.
   */
  #escaped(reason: unknown): void {
    const scope = this.#scopes.getStore() ?? this.#current;
    if (scope !== undefined && scope === this.#current) scope.fail(reason);
    else this.#log(`a failure after the end of its invocation: ${errorText(toErrorDocument(reason))}`);
  }
}
