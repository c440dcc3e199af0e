import { closeSync, openSync, readSync } from 'node:fs';

/** The first bytes of a file, at most this many; undefined if it cannot be read. */
export function fileHead(path: string, bytes: number): Buffer | undefined {
  try {
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
