import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** The first bytes of a regular file, at most this many; undefined if it cannot be read. */
export function fileHead(path: string, bytes: number): Buffer | undefined {
  try {
    // Opening a named pipe would wait for its writer.
    if (!statSync(path).isFile()) return undefined;
    const descriptor = openSync(path, 'r');
    try {
      const head = Buffer.alloc(bytes);
      return head.subarray(0, readSync(descriptor, head));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
