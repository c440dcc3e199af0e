import type { Entry, EntryOf, NewEntry } from './entry.ts';
import { clipHead, sizeOfHead } from './request-head.ts';

/** What the trace keeps before it gives up keeping: a runtime that exceeds this is spinning. */
const ENTRY_LIMIT = 80_000;
const KEPT_BODY_BYTES = 96 * 1024 * 1024;
const KEPT_OUTPUT_BYTES = 8 * 1024 * 1024;
/** Of request heads, which are a few hundred bytes each unless somebody is at work. */
const KEPT_HEAD_BYTES = 16 * 1024 * 1024;
/** What is kept of each further body or output once the bytes are used up. */
const SPARE_BYTES = 1024;

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

/** Thrown by `Trace.waitFor` when the runtime ended first, so that the awaited entry can no longer come. */
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
  /** For the reader of the trace: what is awaited, as a noun phrase. */
  readonly awaited: string;
  readonly limitMs: number;
  /** Index of the first entry to look at. Default: the whole trace. */
  readonly from?: number;
  /** Whether the end of the runtime ends the wait as well. Default: yes. */
  readonly endsWithRuntime?: boolean;
}

type Listener = (entry: Entry) => void;

/** Rare entries that say how a sandbox ended: kept also when there are too many others. */
const LAST_WORDS: ReadonlySet<Entry['kind']> = new Set([
  'runtime-exited',
  'server',
  'signal-sent',
  'wait-expired',
]);

/** Everything observed in one sandbox, in order: append-only, on a monotonic clock, bounded in memory. */
export class Trace {
  readonly #openedAt: number;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<Listener>();
  #bodyBytesLeft = KEPT_BODY_BYTES;
  #outputBytesLeft = KEPT_OUTPUT_BYTES;
  #headBytesLeft = KEPT_HEAD_BYTES;
  #overflowed = false;
  /** How the runtime ended, unless it was started again. */
  #ended: EntryOf<'runtime-exited'> | undefined;

  constructor(openedAt: number = performance.now()) {
    this.#openedAt = openedAt;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** How many entries there are; as `from` of a later wait it means "from now on". */
  get length(): number {
    return this.#entries.length;
  }

  /** Whether entries were dropped because there were too many: nothing may be concluded from their absence. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Milliseconds since the trace began. */
  now(): number {
    return Math.round((performance.now() - this.#openedAt) * 1000) / 1000;
  }

  /** Appends an entry and tells those who wait for it. */
  record(entry: NewEntry): Entry {
    const stamped = this.#bounded({ at: this.now(), ...entry });
    if (this.#entries.length >= ENTRY_LIMIT && !LAST_WORDS.has(stamped.kind)) {
      this.#overflowed = true;
      return stamped;
    }
    if (!this.#swallow(stamped)) this.#entries.push(stamped);
    if (stamped.kind === 'runtime-exited') this.#ended = stamped;
    else if (stamped.kind === 'runtime-started') this.#ended = undefined;
    // A copy: a listener may leave while it is told.
    const listeners = Array.from(this.#listeners);
    for (const listener of listeners) listener(stamped);
    return stamped;
  }

  /** Calls `listener` for every entry from now on; returns the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Waits for the first entry that satisfies `predicate`.
   *
   * @throws {WaitExpiredError} when it did not come within the limit; the trace then says so as well.
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

    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        unsubscribe();
      };
      const timer = setTimeout(() => {
        finish();
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

  /** Keeps the memory of a trace bounded whatever the runtime sends: late heads, bodies and output are cut short. */
  #bounded(entry: Entry): Entry {
    if (entry.kind === 'request') {
      const size = sizeOfHead(entry);
      if (size > this.#headBytesLeft) return clipHead(entry);
      this.#headBytesLeft -= size;
      return entry;
    }
    if (entry.kind === 'output') {
      const bytes = keep(entry.bytes, this.#outputBytesLeft);
      this.#outputBytesLeft -= bytes.length;
      return { ...entry, bytes };
    }
    if (entry.kind === 'request-body' || entry.kind === 'reply') {
      const bytes = keep(entry.body.bytes, this.#bodyBytesLeft);
      this.#bodyBytesLeft -= bytes.length;
      const cut = entry.body.cut || bytes.length < entry.body.bytes.length;
      return { ...entry, body: { ...entry.body, bytes, cut } };
    }
    return entry;
  }

  /** Output beyond what is kept becomes part of the entry before it, so that a flood is one entry and not millions. */
  #swallow(entry: Entry): boolean {
    const last = this.#entries.at(-1);
    if (entry.kind !== 'output' || this.#outputBytesLeft > 0) return false;
    if (last?.kind !== 'output' || last.stream !== entry.stream) return false;
    this.#entries[this.#entries.length - 1] = { ...last, length: last.length + entry.length };
    return true;
  }
}

function keep(bytes: Buffer, left: number): Buffer {
  return bytes.length <= left
    ? bytes
    : Buffer.from(bytes.subarray(0, Math.max(0, Math.min(left, SPARE_BYTES))));
}
