import { foreignJson } from '../base/foreign-json.ts';
import type { Entry, EntryOf, ExchangeId } from './entry.ts';
import { headerValue, type RawHeaders } from '../base/headers.ts';
import { isErrorPost, isResultPost } from './calls.ts';

/** What the runtime posted for an invocation: a response or an error. */
export class Outcome {
  readonly kind: 'response' | 'error';
  readonly requestId: string;
  readonly request: EntryOf<'request'>;
  readonly #completed: EntryOf<'request-body'>;
  #parsed: { readonly value: unknown } | undefined;

  constructor(request: EntryOf<'request'>, completed: EntryOf<'request-body'>) {
    this.kind = isErrorPost(request) ? 'error' : 'response';
    this.requestId = request.requestId ?? '';
    this.request = request;
    this.#completed = completed;
  }

  /** The bytes of the body, after decoding the transfer coding. */
  get body(): Buffer {
    return this.#completed.body.bytes;
  }

  /** The length of the body, also if it was truncated. */
  get length(): number {
    return this.#completed.body.length;
  }

  get text(): string {
    return this.body.toString('utf8');
  }

  get headers(): RawHeaders {
    return this.request.headers;
  }

  /** When the body was complete, in milliseconds of the trace. */
  get at(): number {
    return this.#completed.at;
  }

  /** The body as JSON; `undefined` if it is not valid JSON. */
  get json(): unknown {
    this.#parsed ??= { value: foreignJson(this.text) };
    return this.#parsed.value;
  }

  /** The body as a JSON object, or `undefined`. */
  get object(): Readonly<Record<string, unknown>> | undefined {
    const value = this.json;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  }

  header(name: string): string | undefined {
    return headerValue(this.headers, name);
  }

  /** What was posted, as a phrase for a deviation. */
  describe(): string {
    const text = this.text.length > 300 ? `${this.text.slice(0, 300)}… (${this.length} bytes)` : this.text;
    return `POST …/${this.kind} with ${this.length === 0 ? 'an empty body' : `body ${text}`}`;
  }
}

/** Finds the first result that was posted under an id, entry by entry. */
export class OutcomeSearch {
  readonly #requestId: string;
  /** The posts in progress, so that thousands of requests are not searched again and again. */
  readonly #posts = new Map<ExchangeId, EntryOf<'request'>>();

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  /** Whether the entry ends such a post; must be called for all entries in order. */
  readonly ends = (entry: Entry): entry is EntryOf<'request-body'> => {
    if (isResultPost(entry, this.#requestId)) this.#posts.set(entry.exchange, entry);
    return entry.kind === 'request-body' && this.#posts.has(entry.exchange);
  };

  /** The outcome that this entry completes. */
  outcomeAt(completed: EntryOf<'request-body'>): Outcome {
    const post = this.#posts.get(completed.exchange);
    if (post === undefined) throw new Error('this entry is not the end of a result');
    return new Outcome(post, completed);
  }
}

/** Why an invocation got no outcome. */
export class NoOutcome {
  readonly kind = 'none';
  /** A clause for a sentence: "the runtime exited with code 1", "nothing was posted within 3000 ms". */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }

  /** As in `Outcome`. */
  describe(): string {
    return this.reason;
  }
}

/** Thrown when a test cannot continue without an outcome and there is none. */
export class UnreachedError extends Error {
  override readonly name = 'UnreachedError';
}
