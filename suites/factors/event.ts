/** The event of a row, byte by byte, and the outcome that a right runtime gives it. */
import { RawEvent } from '../support/test.ts';
import { inRow, NAMED_WORD, type Row } from './factor.ts';

/** What the function does with it. */
export type Due =
  | { readonly kind: 'response'; readonly value: unknown }
  | { readonly kind: 'error'; readonly message: string };

export interface Planned {
  /** The event, or its text. */
  readonly event: number | RawEvent;
  readonly bytes: number;
  readonly due: Due;
}

/** How long the function of a late result takes. */
const LATE_MS = 5;

const units: Readonly<Record<Exclude<NonNullable<Row['content']>, typeof NAMED_WORD>, string>> = {
  ascii: 'a',
  'two bytes': 'é',
  'three bytes': '語',
  'four bytes': '🙂',
  escapes: '"\\\n\u0001',
  'look-alikes': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n0\r\n\r\n',
  blanks: 'n',
  deep: 'd',
};

/** Deep, and not as deep as any parser refuses. */
const DEPTH = 60;

/** Plans the event of a row; `mark` makes it unlike all others. */
export function planEvent(row: Row, mark: string): Planned {
  if (inRow(row, 'event') === 'one byte') {
    const digit = mark.length % 10;
    return { event: digit, bytes: 1, due: { kind: 'response', value: digit } };
  }
  const { order, due } = orderOf(row, mark);
  const content = inRow(row, 'content');
  const started = {
    ...order,
    mark,
    ...(content === 'deep' ? { nested: nested(DEPTH) } : {}),
  };
  const [ahead, behind] = content === 'blanks' ? [' \t ', '\n'] : ['', ''];
  const value = {
    ...started,
    pad: padding(
      content === NAMED_WORD ? (row.word ?? '') : units[content],
      (row.eventBytes ?? 0) - ahead.length - behind.length - sizeOf(started) - PAD,
    ),
  };
  const event = new RawEvent(`${ahead}${JSON.stringify(value)}${behind}`);
  return { event, bytes: event.bytes.length, due: due ?? { kind: 'response', value } };
}

/** What `,"pad":""` adds to an object. */
const PAD = 9;

/** `due`: nothing is asked for, so the event comes back. */
function orderOf(row: Row, mark: string): { readonly order: object; readonly due?: Due } {
  const result = inRow(row, 'result');
  switch (result) {
    case 'the event':
      return { order: {} };
    case 'text':
      return { order: { probe: 'text', value: mark }, due: { kind: 'response', value: mark } };
    case 'error':
      return {
        order: { probe: 'throw', type: 'FactorError', message: `message ${mark}` },
        due: { kind: 'error', message: `message ${mark}` },
      };
    case 'late':
      return { order: { probe: 'sleep', ms: LATE_MS }, due: { kind: 'response', value: { slept: LATE_MS } } };
    case 'multiple of 4096':
    case '64 to 65 KiB':
    case 'around 2^17 to 2^20': {
      const bytes = row.resultBytes ?? 2;
      return { order: { probe: 'big', bytes }, due: { kind: 'response', value: 'x'.repeat(bytes - 2) } };
    }
  }
}

/** Text of so many bytes in JSON: as many units as fit, and ASCII for the rest; a few units where no size is asked for. */
function padding(unit: string, bytes: number): string {
  if (bytes <= 0) return unit.repeat(3);
  const size = sizeOf(unit) - 2;
  return unit.repeat(Math.floor(bytes / size)) + 'p'.repeat(bytes % size);
}

function nested(depth: number): unknown {
  let value: unknown = 'deepest';
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
