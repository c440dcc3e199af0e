/** The most that is allocated ahead of the bytes that have come. */
const AHEAD_BYTES = 1024 * 1024;

/** Received bytes that are not yet parsed: cheap to append to, also one byte at a time. */
export class ByteQueue {
  readonly #expected: number;
  #bytes: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  /** Whether the buffer is our own, which is written to; otherwise it is a chunk as it came. */
  #own = false;

  /** @param expected How many bytes will probably be in it at once. */
  constructor(expected = 0) {
    this.#expected = expected;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** The caller gives the chunk away: bytes that are taken may be a part of it. */
  append(chunk: Buffer): void {
    if (this.length === 0) {
      this.#hold(chunk, false);
      this.#end = chunk.length;
      return;
    }
    if (!this.#own || this.#end + chunk.length > this.#bytes.length) this.#grow(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  /** The unread bytes, without copying; valid until the next `append`. */
  peek(): Buffer {
    return this.#part(this.#start, this.#end);
  }

  /** Removes and returns the first `count` bytes. */
  take(count: number): Buffer {
    const end = Math.min(this.#end, this.#start + count);
    const part = this.#part(this.#start, end);
    // All of a full buffer is given away.
    const taken = this.#own && part.length < this.#bytes.length ? Buffer.from(part) : part;
    this.#start = end;
    if (this.#start === this.#end) this.#hold(EMPTY, false);
    return taken;
  }

  #part(start: number, end: number): Buffer {
    if (start === 0 && end === this.#bytes.length) return this.#bytes;
    return this.#bytes.subarray(start, end);
  }

  #grow(needed: number): void {
    const unread = this.peek();
    const least = unread.length + needed;
    const ahead = Math.max(AHEAD_BYTES, 2 * least);
    const size = least <= this.#expected ? Math.min(this.#expected, ahead) : Math.max(4096, 2 * least);
    const grown = Buffer.allocUnsafe(size);
    unread.copy(grown);
    const { length } = unread;
    this.#hold(grown, true);
    this.#end = length;
  }

  #hold(bytes: Buffer, own: boolean): void {
    this.#bytes = bytes;
    this.#start = 0;
    this.#end = 0;
    this.#own = own;
  }
}

const EMPTY = Buffer.alloc(0);
