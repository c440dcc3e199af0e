/** Received bytes that are not yet parsed: cheap to append to, also one byte at a time. */
export class ByteQueue {
  #bytes: Buffer = EMPTY;
  #start = 0;
  #end = 0;
  /** Whether the buffer is our own, which is written to; otherwise it is a chunk as it came. */
  #own = false;

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
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Removes and returns the first `count` bytes. */
  take(count: number): Buffer {
    const part = this.#bytes.subarray(this.#start, Math.min(this.#end, this.#start + count));
    const taken = this.#own ? Buffer.from(part) : part;
    this.#start += taken.length;
    if (this.#start === this.#end) this.#hold(EMPTY, false);
    return taken;
  }

  #grow(needed: number): void {
    const unread = this.peek();
    const grown = Buffer.allocUnsafe(Math.max(4096, 2 * (unread.length + needed)));
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
