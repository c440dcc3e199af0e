/** Received bytes that are not yet parsed: cheap to append to, also one byte at a time. */
export class ByteQueue {
  #bytes = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  append(chunk: Buffer): void {
    if (this.#end + chunk.length > this.#bytes.length) this.#grow(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
  }

  /** The unread bytes, without copying; valid until the next `append`. */
  peek(): Buffer {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** Removes and returns the first `count` bytes as a copy. */
  take(count: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(this.#start, this.#start + count));
    this.#start += taken.length;
    if (this.#start === this.#end) this.#reset();
    return taken;
  }

  #grow(needed: number): void {
    const unread = this.peek();
    const grown = Buffer.alloc(Math.max(4096, 2 * (unread.length + needed)));
    unread.copy(grown);
    this.#end = unread.length;
    this.#start = 0;
    this.#bytes = grown;
  }

  #reset(): void {
    this.#start = 0;
    this.#end = 0;
    // Do not keep a buffer that grew for one large message.
    if (this.#bytes.length > 1024 * 1024) this.#bytes = Buffer.alloc(0);
  }
}
