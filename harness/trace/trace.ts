import type { Entry, EntryOf, NewEntry, RuntimeExit } from './entry.ts';
import { MemoryLimit } from './memory-limit.ts';
import { UnreachedError } from './outcome.ts';
import { describeExit } from './runtime-exit.ts';
import { isPoll } from './calls.ts';

/** The maximum number of entries: a runtime that exceeds it is in a busy loop. */
const ENTRY_LIMIT = 50_000;

/** Thrown by `Trace.waitFor` when the awaited entry did not come within the limit. */
export class WaitExpiredError extends Error {
  override readonly name = 'WaitExpiredError';
  readonly awaited: string;
  readonly limitMs: number;

  constructor(awaited: string, limitMs: number) {
    super(`waited ${limitMs} ms for ${awaited}`);
    this.awaited = awaited;
    this.limitMs = limitMs;
  }
}

/** Thrown by `Trace.waitFor` when the runtime ended before the awaited entry came. */
export class RuntimeGoneError extends Error {
  override readonly name = 'RuntimeGoneError';
  readonly awaited: string;
  readonly ended: EntryOf<'runtime-exited'>;

  constructor(awaited: string, ended: EntryOf<'runtime-exited'>) {
    super(`the runtime ended while ${awaited} was awaited`);
    this.awaited = awaited;
    this.ended = ended;
  }
}

export interface WaitOptions {
  /** What is awaited, as a noun phrase. */
  readonly awaited: string;
  readonly limitMs: number;
  /** Index of the first entry to look at. Default: the whole trace. */
  readonly from?: number;
  /** Whether the end of the runtime also ends the wait. Default: yes. */
  readonly endsWithRuntime?: boolean;
}

/** The measurement of one wait. */
export interface Measurement {
  /** The awaited entry came. */
  cancel(): void;
  /** The wait expired. Returns why it proves nothing, as a sentence, if the machine was too busy. */
  expire(): string | undefined;
}

/** Measures the machine during waits. */
export interface WaitMeter {
  /** Undefined for a wait that is too short to be measured; `Infinity` for one that may be short. */
  begin(limitMs: number): Measurement | undefined;
}

type Listener = (entry: Entry) => void;

/** Rare entries about the end of a sandbox: kept also beyond the maximum. */
const LAST_WORDS: ReadonlySet<Entry['kind']> = new Set([
  'runtime-exited',
  'server',
  'signal-sent',
  'wait-expired',
]);

/** A wait of this length is measured even if it succeeds: a requirement may limit how long a runtime takes. */
const LATE_MS = 3000;

/** Everything observed in one sandbox, in order: append-only, on a monotonic clock, bounded in memory. */
export class Trace {
  readonly #openedAt: number;
  readonly #entries: Entry[] = [];
  /** Replaced when it changes: a listener may unsubscribe or subscribe others during the call. */
  #listeners: readonly Listener[] = [];
  readonly #memory = new MemoryLimit();
  #overflowed = false;
  #meter: WaitMeter | undefined;
  /** Why a wait that expired proves nothing: of any wait, and of the last one. */
  #starved: string | undefined;
  #lastStarved: string | undefined;
  /** How the runtime ended, unless it was restarted. */
  #ended: EntryOf<'runtime-exited'> | undefined;

  constructor(openedAt: number = performance.now()) {
    this.#openedAt = openedAt;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Number of entries; as `from` of a later wait it means "from now on". */
  get length(): number {
    return this.#entries.length;
  }

  /** Whether entries were dropped because there were too many; then the absence of an entry proves nothing. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Why what came late or not at all proves nothing, as a sentence, if the machine was too busy during one of the waits. */
  get starved(): string | undefined {
    return this.#starved;
  }

  /** Measures the machine during all later waits. */
  measureWaits(meter: WaitMeter): void {
    this.#meter = meter;
  }

  /** Measures the machine until the returned function is called, for a test that waits for no entry. */
  measure(): () => void {
    const measurement = this.#meter?.begin(Infinity);
    return () => this.#expire(measurement);
  }

  #expire(measurement: Measurement | undefined): void {
    this.#lastStarved = measurement?.expire();
    this.#starved ??= this.#lastStarved;
  }

  /** Milliseconds since the trace began. */
  now(): number {
    return Math.round((performance.now() - this.#openedAt) * 1000) / 1000;
  }

  /** Appends an entry and notifies the listeners. */
  record(entry: NewEntry): Entry {
    const stamped = this.#memory.bounded({ at: this.now(), ...entry });
    if (this.#entries.length >= ENTRY_LIMIT && !LAST_WORDS.has(stamped.kind)) {
      this.#overflowed = true;
      return stamped;
    }
    if (!this.#swallow(stamped)) this.#entries.push(stamped);
    if (stamped.kind === 'runtime-exited') this.#ended = stamped;
    else if (stamped.kind === 'runtime-started') this.#ended = undefined;
    for (const listener of this.#listeners) listener(stamped);
    return stamped;
  }

  /** Calls `listener` for every later entry; returns the function that unsubscribes it. */
  subscribe(listener: Listener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /**
   * Waits for the first entry that satisfies `predicate`.
   *
   * @throws {WaitExpiredError} when it did not come within the limit.
   * @throws {RuntimeGoneError} when the runtime ended first.
   */
  async waitFor<E extends Entry>(predicate: (entry: Entry) => entry is E, options: WaitOptions): Promise<E>;
  async waitFor(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry>;
  async waitFor(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry> {
    const seen = this.#entries.slice(options.from ?? 0).find(predicate);
    if (seen !== undefined) return seen;
    const endsWithRuntime = options.endsWithRuntime ?? true;
    const ended = endsWithRuntime ? this.#ended : undefined;
    if (ended !== undefined) throw new RuntimeGoneError(options.awaited, ended);

    const measurement = this.#meter?.begin(options.limitMs);
    return new Promise((resolve, reject) => {
      const beganAt = this.now();
      const stop = (): void => {
        clearTimeout(timer);
        unsubscribe();
      };
      const finish = (): void => {
        stop();
        // What came late counts as well: the machine may have held it up.
        if (this.now() - beganAt >= LATE_MS) this.#starved ??= measurement?.expire();
        else measurement?.cancel();
      };
      const timer = setTimeout(() => {
        this.#expire(measurement);
        stop();
        reject(new WaitExpiredError(options.awaited, options.limitMs));
      }, options.limitMs);
      const unsubscribe = this.subscribe((entry) => {
        if (predicate(entry)) {
          finish();
          resolve(entry);
        } else if (endsWithRuntime && entry.kind === 'runtime-exited') {
          finish();
          reject(new RuntimeGoneError(options.awaited, entry));
        }
      });
    });
  }

  /**
   * Waits for an entry without which a test cannot continue.
   *
   * @throws {UnreachedError} when it does not come; a timeout is recorded in the trace.
   */
  async expect<E extends Entry>(predicate: (entry: Entry) => entry is E, options: WaitOptions): Promise<E>;
  async expect(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry>;
  async expect(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry> {
    try {
      return await this.waitFor(predicate, options);
    } catch (reason) {
      throw this.#toUnreachedError(reason);
    }
  }

  /** Like `expect`, but resolves to `undefined` when the entry does not come. */
  async waitForOptional<E extends Entry>(
    predicate: (entry: Entry) => entry is E,
    options: WaitOptions,
  ): Promise<E | undefined>;
  async waitForOptional(
    predicate: (entry: Entry) => boolean,
    options: WaitOptions,
  ): Promise<Entry | undefined>;
  async waitForOptional(
    predicate: (entry: Entry) => boolean,
    options: WaitOptions,
  ): Promise<Entry | undefined> {
    try {
      return await this.waitFor(predicate, options);
    } catch (reason) {
      if (reason instanceof WaitExpiredError || reason instanceof RuntimeGoneError) return undefined;
      throw reason;
    }
  }

  /** Waits for a fixed time, or until the runtime ends. */
  async sleep(limitMs: number): Promise<void> {
    await this.waitForOptional(() => false, { awaited: 'nothing', from: this.length, limitMs });
  }

  /**
   * Waits for the next poll after the entry at index `from`.
   *
   * @throws {UnreachedError} when there is none.
   */
  async nextPoll(from: number, limitMs: number): Promise<EntryOf<'request'>> {
    return this.expect(isPoll, { awaited: 'the next poll', from, limitMs });
  }

  /** How the runtime started last ends, if it does within the limit. */
  async waitForExit(limitMs: number): Promise<RuntimeExit | undefined> {
    const awaited = 'the end of the process';
    const from = Math.max(
      0,
      this.#entries.findLastIndex(({ kind }) => kind === 'runtime-started'),
    );
    const entry = await this.waitForOptional(isExit, { awaited, from, limitMs, endsWithRuntime: false });
    if (entry === undefined) this.recordTimeout({ awaited, limitMs });
    return entry?.exit;
  }

  /** Records that a wait timed out. */
  recordTimeout(wait: Omit<EntryOf<'wait-expired'>, 'kind' | 'at'>): void {
    const starved = this.#lastStarved === undefined ? {} : { starved: this.#lastStarved };
    this.record({ kind: 'wait-expired', ...starved, ...wait });
  }

  #toUnreachedError(reason: unknown): unknown {
    if (reason instanceof WaitExpiredError) {
      const { awaited, limitMs } = reason;
      this.recordTimeout({ awaited, limitMs });
      const why = this.#lastStarved === undefined ? '' : `. ${this.#lastStarved.replace(/\.$/, '')}`;
      return new UnreachedError(`${awaited} did not come within ${Math.round(limitMs)} ms${why}`);
    }
    if (reason instanceof RuntimeGoneError) {
      return new UnreachedError(
        `the runtime ${describeExit(reason.ended.exit)} while the harness waited for ${reason.awaited}`,
      );
    }
    return reason;
  }

  /** Merges output beyond the limit into the entry before it, so that a flood is one entry. */
  #swallow(entry: Entry): boolean {
    const last = this.#entries.at(-1);
    if (entry.kind !== 'output' || !this.#memory.outputExhausted) return false;
    if (last?.kind !== 'output' || last.stream !== entry.stream) return false;
    if (last.logConnection !== entry.logConnection) return false;
    this.#entries[this.#entries.length - 1] = { ...last, length: last.length + entry.length };
    return true;
  }
}

function isExit(entry: Entry): entry is EntryOf<'runtime-exited'> {
  return entry.kind === 'runtime-exited';
}
