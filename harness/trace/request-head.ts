import type { EntryOf } from './entry.ts';
import type { RawHeaders } from '../base/headers.ts';

/** What a field costs beside its characters. */
const FIELD_BYTES = 100;
/** What is kept of a head once the memory for heads is used up: more than an ordinary one has. */
const SPARE_TEXT = 512;
const SPARE_FIELDS = 32;

type Head = EntryOf<'request'>;

/** About how much memory the head of a request takes: its strings are parts of one that holds all of it. */
export function sizeOfHead({ headBytes, headers }: Head): number {
  return headBytes + headers.length * FIELD_BYTES;
}

/** The head with its first fields, each of them cut short where it is long. */
export function clipHead(head: Head): Head {
  const headers: RawHeaders = head.headers
    .slice(0, SPARE_FIELDS)
    .map(([name, value]) => [spare(name), spare(value)]);
  return { ...head, method: spare(head.method), target: spare(head.target), headers };
}

/** By way of bytes, since a part of a string keeps the whole of it in memory. */
function spare(text: string): string {
  return Buffer.from(text.slice(0, SPARE_TEXT), 'latin1').toString('latin1');
}
