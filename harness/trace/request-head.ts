import type { EntryOf } from './entry.ts';
import type { RawHeaders } from '../base/headers.ts';

/** Overhead of a field besides its characters. */
const FIELD_BYTES = 100;
/** Characters kept of each string once the memory for heads is used up. */
const SPARE_TEXT = 512;
const SPARE_FIELDS = 32;

type Head = EntryOf<'request'>;

/** Approximate memory of a request head: its strings are slices of one string. */
export function sizeOfHead({ headBytes, headers }: Head): number {
  return headBytes + headers.length * FIELD_BYTES;
}

/** The head with its first fields, each truncated. */
export function clipHead(head: Head): Head {
  const headers: RawHeaders = head.headers
    .slice(0, SPARE_FIELDS)
    .map(([name, value]) => [spare(name), spare(value)]);
  return { ...head, method: spare(head.method), target: spare(head.target), headers };
}

/** A copy through bytes: a slice of a string keeps the whole string in memory. */
function spare(text: string): string {
  return Buffer.from(text.slice(0, SPARE_TEXT), 'latin1').toString('latin1');
}
