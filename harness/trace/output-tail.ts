import type { Entry } from './entry.ts';

const TAIL_BYTES = 2000;

/** The end of the runtime's stdout and stderr, interleaved as it arrived. */
export function outputTail(entries: readonly Entry[]): string {
  const parts: Buffer[] = [];
  let length = 0;
  for (let index = entries.length - 1; index >= 0 && length < TAIL_BYTES; index -= 1) {
    const entry = entries[index];
    if (entry?.kind !== 'output') continue;
    parts.unshift(entry.bytes);
    length += entry.bytes.length;
  }
  return Buffer.concat(parts).subarray(-TAIL_BYTES).toString('utf8');
}
