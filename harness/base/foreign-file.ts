/**
 * The only way to read a file that lambdaspec did not install: a regular one, and at most so much of it. Reading a named pipe or a
 * device could wait without end, and no signal would end it.
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

const MEBIBYTE = 1024 * 1024;

/** No run of ours comes near it. */
const MAXIMUM_BYTES = 64 * MEBIBYTE;
const CHUNK_BYTES = MEBIBYTE;

/** Thrown for a file that exists and is not read: the message is the end of a sentence, such as "it is not a regular file". */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * The text of a file, without any change.
 *
 * @throws for a file that does not exist, is not regular, is larger than the limit, or is not UTF-8.
 */
export function foreignText(path: string, limit: number = MAXIMUM_BYTES): string {
  const bytes = withFile(path, (descriptor, size) => {
    if (size > limit) throw tooLarge(limit);
    // One byte more shows that the file has grown; the size of a file in /proc is 0.
    const chunks: Buffer[] = [];
    for (const chunk of chunksOf(descriptor, limit + 1)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  });
  if (bytes.length > limit) throw tooLarge(limit);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableFile('it is not UTF-8 text', { cause });
  }
}

/** The first bytes of a regular file, at most this many; undefined if it cannot be read. */
export function fileHead(path: string, bytes: number): Buffer | undefined {
  try {
    return withFile(path, (descriptor) => {
      const head = Buffer.alloc(bytes);
      return head.subarray(0, readSync(descriptor, head));
    });
  } catch {
    return undefined;
  }
}

/** The SHA-256 of a regular file of any size, in hexadecimal; undefined if it cannot be read. */
export function fileDigest(path: string): string | undefined {
  try {
    return withFile(path, (descriptor, size) => {
      const hash = createHash('sha256');
      for (const chunk of chunksOf(descriptor, size)) hash.update(chunk);
      return hash.digest('hex');
    });
  } catch {
    return undefined;
  }
}

function withFile<T>(path: string, use: (descriptor: number, size: number) => T): T {
  // Opening some devices does something, so they are not opened.
  checkRegular(statSync(path));
  // Another file may have taken its place meanwhile: a named pipe opened like this waits for no writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const found = fstatSync(descriptor);
    checkRegular(found);
    return use(descriptor, found.size);
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes of a file up to a limit, in a buffer that is used again for each chunk. */
function* chunksOf(descriptor: number, limit: number): Generator<Buffer> {
  const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, limit));
  for (let left = limit; left > 0;) {
    const read = readSync(descriptor, chunk, 0, Math.min(left, chunk.length), null);
    if (read === 0) return;
    yield chunk.subarray(0, read);
    left -= read;
  }
}

function checkRegular(found: ReturnType<typeof fstatSync>): void {
  if (found.isFile()) return;
  const what = found.isDirectory()
    ? 'a folder'
    : found.isFIFO()
      ? 'a named pipe'
      : found.isSocket()
        ? 'a socket'
        : 'a device';
  throw new UnreadableFile(`it is not a regular file but ${what}`);
}

function tooLarge(limit: number): UnreadableFile {
  return new UnreadableFile(
    `it is larger than ${limit < MEBIBYTE ? `${limit / 1024} KiB` : `${limit / MEBIBYTE} MiB`}`,
  );
}
