import { createHash, type Hash } from 'node:crypto';
import { headerValue } from '../../base/headers.ts';
import type { Arrival, ObservedBody } from '../../trace/entry.ts';
import { ByteQueue } from './byte-queue.ts';
import { observed } from './observed.ts';
import type { RequestHead } from './request-parser.ts';

/** Above the largest buffered response, so that a body slightly over the limit is still complete. */
const KEPT_BYTES = 8 * 1024 * 1024;
/** Of a body that is marked as streamed, which may have 200 MB: the digest stands for the rest. */
const KEPT_STREAMED_BYTES = 1024 * 1024;
/** A longer body is not read to its end. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;
/** Above the 200 MB of a stream that Lambda allows. */
const MAXIMUM_CHUNKED_BYTES = 256 * 1024 * 1024;
const KEPT_ARRIVALS = 1000;

/** Records one request body while it arrives, in bounded memory. */
export class BodyRecorder {
  // Gathered, since a body may come in millions of chunks.
  readonly #kept: ByteQueue;
  readonly #most: number;
  readonly #maximum: number;
  readonly #hash: Hash | undefined;
  readonly #now: () => number;
  readonly #arrivals: Arrival[] = [];
  #length = 0;

  /** @param now The clock of the trace. */
  constructor(head: RequestHead, now: () => number) {
    // A client may stream without the mark, as AWS's client for Go does.
    const chunked = headerValue(head.headers, 'transfer-encoding') !== undefined;
    this.#most = isStreamed(head) ? KEPT_STREAMED_BYTES : KEPT_BYTES;
    const announced = Number(headerValue(head.headers, 'content-length'));
    this.#kept = new ByteQueue(Math.min(this.#most, announced || 0));
    this.#maximum = chunked ? MAXIMUM_CHUNKED_BYTES : MAXIMUM_BYTES;
    this.#hash = chunked ? createHash('sha256') : undefined;
    this.#now = now;
  }

  /** Whether the body is longer than any that Lambda takes. */
  get excessive(): boolean {
    return this.#length > this.#maximum;
  }

  take(bytes: Buffer): void {
    this.#length += bytes.length;
    const room = this.#most - this.#kept.length;
    if (room >= bytes.length) this.#kept.append(bytes);
    else if (room > 0) this.#kept.append(bytes.subarray(0, room));
    this.#hash?.update(bytes);
    if (this.#hash !== undefined && this.#arrivals.length < KEPT_ARRIVALS)
      this.#arrivals.push({ at: this.#now(), bytes: this.#length });
  }

  /** The body as recorded, once it is complete. */
  end(): { readonly body: ObservedBody; readonly arrivals?: readonly Arrival[] } {
    const body = observed(this.#kept.take(this.#kept.length), this.#length);
    if (this.#hash === undefined) return { body };
    return { body: { ...body, sha256: this.#hash.digest('hex') }, arrivals: this.#arrivals };
  }
}

/** Whether it is the head of a streamed response. */
export function isStreamed({ headers }: RequestHead): boolean {
  return headerValue(headers, 'lambda-runtime-function-response-mode') === 'streaming';
}
