import type { EntryOf, RawHeaders } from './entry.ts';

/** What a field costs beside its characters. */
const FIELD_BYTES = 100;
/** What is kept of a head once the memory for heads is used up: more than an ordinary one has. */
const SPARE_TEXT = 512;
const SPARE_FIELDS = 32;

type Head = EntryOf<'request'>;

/** About how much memory the head of a request takes. */
export function sizeOfHead({ target, headers }: Head): number {
  return headers.reduce(
    (sum, [name, value]) => sum + name.length + value.length + FIELD_BYTES,
    target.length,
  );
}

/** The head with its first fields, each of them cut short where it is long. */
export function clipHead(head: Head): Head {
  const headers: RawHeaders = head.headers
    .slice(0, SPARE_FIELDS)
    .map(([name, value]) => [spare(name), spare(value)]);
  return { ...head, method: spare(head.method), target: spare(head.target), headers };
}

function spare(text: string): string {
  // By way of bytes: a slice of a string keeps the whole of it in memory.
  return text.length <= SPARE_TEXT
    ? text
    : Buffer.from(text.slice(0, SPARE_TEXT), 'latin1').toString('latin1');
}
