type OutputStream = 'stdout' | 'stderr';

/** Some bytes the bootstrap wrote and the time, in milliseconds, at which they arrived. */
export interface OutputChunk {
  readonly at: number;
  readonly stream: OutputStream;
  readonly bytes: Buffer;
}

export interface OutputLogOptions {
  /**
   * Memory per stream, half for its head and half for its tail; a flood on one stream cannot evict the other. A chunk counts
   * its length plus 64 bytes.
   */
  readonly limitBytes: number;
  /** The clock. @defaultValue milliseconds since the log was created */
  readonly now?: () => number;
}

/** What a bootstrap wrote: the beginning and the end of each stream, and how much is missing between them. */
export interface OutputLog {
  append(stream: OutputStream, bytes: Buffer): void;
  /** Bytes that arrived. */
  received(stream: OutputStream): number;
  /** Bytes that were not kept. */
  dropped(stream: OutputStream): number;
  /** The kept chunks of both streams in order of arrival. */
  readonly chunks: readonly OutputChunk[];
  /** One stream as text, with a line in square brackets where bytes were dropped. */
  text(stream: OutputStream): string;
  /** The last `bytes` bytes of both streams, in order of arrival. */
  tail(bytes: number): string;
}

const CHUNK_OVERHEAD = 64;

export function createOutputLog({ limitBytes, now }: OutputLogOptions): OutputLog {
  const start = performance.now();
  const clock = now ?? (() => performance.now() - start);
  const kept = { stdout: createEnds(limitBytes / 2), stderr: createEnds(limitBytes / 2) };
  let arrivals = 0;

  const chunks = (): Kept[] =>
    [...kept.stdout.head, ...kept.stdout.tail, ...kept.stderr.head, ...kept.stderr.tail].toSorted(
      (a, b) => a.order - b.order,
    );

  return {
    append(stream, bytes) {
      kept[stream].add({ at: clock(), stream, bytes, order: arrivals++ });
    },
    received: (stream) => kept[stream].received,
    dropped: (stream) => kept[stream].dropped,
    get chunks() {
      return chunks();
    },
    text(stream) {
      const { head, tail, dropped } = kept[stream];
      if (dropped === 0) return join([...head, ...tail]).toString();
      return `${cleanEnd(join(head))}\n[${String(dropped)} bytes dropped]\n${cleanStart(join(tail))}`;
    },
    tail(bytes) {
      const all = join(chunks());
      return cleanStart(all.subarray(Math.max(0, all.length - bytes)));
    },
  };
}

interface Kept extends OutputChunk {
  readonly order: number;
}

interface Ends {
  readonly head: readonly Kept[];
  readonly tail: readonly Kept[];
  readonly received: number;
  readonly dropped: number;
  add(chunk: Kept): void;
}

/** The first and the last `limit` bytes of what is added. */
function createEnds(limit: number): Ends {
  const head: Kept[] = [];
  const tail: Kept[] = [];
  let headRoom = limit;
  let tailSize = 0;
  let received = 0;
  let dropped = 0;

  const addToTail = (chunk: Kept): void => {
    const room = Math.max(0, limit - CHUNK_OVERHEAD);
    const bytes = copy(chunk.bytes.subarray(Math.max(0, chunk.bytes.length - room)));
    dropped += chunk.bytes.length - bytes.length;
    tail.push({ ...chunk, bytes });
    tailSize += bytes.length + CHUNK_OVERHEAD;
    while (tailSize > limit) {
      const oldest = tail.shift();
      if (oldest === undefined) break;
      tailSize -= oldest.bytes.length + CHUNK_OVERHEAD;
      dropped += oldest.bytes.length;
    }
  };

  return {
    head,
    tail,
    get received() {
      return received;
    },
    get dropped() {
      return dropped;
    },
    add(chunk) {
      received += chunk.bytes.length;
      const forHead = Math.min(chunk.bytes.length, Math.max(0, headRoom - CHUNK_OVERHEAD));
      if (forHead > 0) {
        head.push({ ...chunk, bytes: copy(chunk.bytes.subarray(0, forHead)) });
        headRoom -= forHead + CHUNK_OVERHEAD;
      }
      if (forHead < chunk.bytes.length) {
        headRoom = 0; // all later chunks belong to the tail, or a small one would be placed before it
        addToTail({ ...chunk, bytes: chunk.bytes.subarray(forHead) });
      }
    },
  };
}

/** A copy: a slice would keep all of the 64 KiB it was read into. */
function copy(bytes: Buffer): Buffer {
  return Buffer.from(bytes);
}

function join(chunks: readonly OutputChunk[]): Buffer {
  return Buffer.concat(chunks.map(({ bytes }) => bytes));
}

/** Text without a partial character at its end. */
function cleanEnd(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}

/** Text without a partial character at its beginning. */
function cleanStart(bytes: Buffer): string {
  let start = 0;
  while (start < Math.min(3, bytes.length) && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.toString('utf8', start);
}
