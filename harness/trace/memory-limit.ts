import type { Entry } from './entry.ts';
import { clipHead, sizeOfHead } from './request-head.ts';

const KEPT_BODY_BYTES = 48 * 1024 * 1024;
const KEPT_OUTPUT_BYTES = 8 * 1024 * 1024;
/** For request heads, which usually have a few hundred bytes. */
const KEPT_HEAD_BYTES = 8 * 1024 * 1024;
/** Bytes kept of each body or output once the memory is used up. */
const SPARE_BYTES = 1024;

/** Bounds the memory of a trace: truncates later heads, bodies and output. */
export class MemoryLimit {
  #bodyBytesLeft = KEPT_BODY_BYTES;
  #outputBytesLeft = KEPT_OUTPUT_BYTES;
  #headBytesLeft = KEPT_HEAD_BYTES;

  /** Whether further output is truncated. */
  get outputExhausted(): boolean {
    return this.#outputBytesLeft <= 0;
  }

  /** The entry as it is kept. */
  bounded(entry: Entry): Entry {
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
      if (bytes === entry.body.bytes) return entry;
      const cut = entry.body.cut || bytes.length < entry.body.bytes.length;
      return { ...entry, body: { ...entry.body, bytes, cut } };
    }
    return entry;
  }
}

function keep(bytes: Buffer, left: number): Buffer {
  return bytes.length <= left
    ? bytes
    : Buffer.from(bytes.subarray(0, Math.max(0, Math.min(left, SPARE_BYTES))));
}
