/**
 * What a service may vary about an event and its surroundings, as data. Each factor has levels; the first is the plain one. A
 * fault that needs two of them together shows in no test of one.
 */

interface Level {
  /** For a message, after "an event with": a noun phrase. */
  readonly says: string;
  /** Takes much longer than the others, so that it is not combined with every pair of others. */
  readonly dear?: true;
  /** The action of the probe function that it needs. */
  readonly action?: string;
}

const KIB = 1024;

/** The sizes of a class in bytes: those that matter most, or any between two. */
export const sizes = {
  'around 2^8 to 2^12': around(8, 12),
  'around 2^13 to 2^15': around(13, 15),
  'multiple of 4096': Array.from({ length: 15 }, (_, index) => (index + 1) * 4096),
  '64 to 65 KiB': { least: 64 * KIB, most: 65 * KIB },
  'around 2^17 to 2^20': around(17, 20),
  'around 2^21 to 6 MiB': [...around(21, 21), 2 ** 22, 6 * KIB * KIB],
} as const satisfies Record<string, readonly number[] | { readonly least: number; readonly most: number }>;

export type SizeClass = keyof typeof sizes;

/** 2^n - 1, 2^n and 2^n + 1. */
function around(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => 2 ** (first + index)).flatMap((power) => [
    power - 1,
    power,
    power + 1,
  ]);
}

const table = {
  event: {
    small: { says: 'a small body' },
    'one byte': { says: 'a body of one byte' },
    'around 2^8 to 2^12': { says: 'a body of 2^8 to 2^12 bytes' },
    'around 2^13 to 2^15': { says: 'a body of 2^13 to 2^15 bytes' },
    'multiple of 4096': { says: 'a body of a multiple of 4,096 bytes' },
    '64 to 65 KiB': { says: 'a body of 64 to 65 KiB' },
    'around 2^17 to 2^20': { says: 'a body of 2^17 to 2^20 bytes' },
    'around 2^21 to 6 MiB': { says: 'a body of 2^21 bytes to 6 MiB', dear: true },
  },
  content: {
    ascii: { says: 'ASCII text' },
    'two bytes': { says: 'characters of two bytes' },
    'three bytes': { says: 'characters of three bytes' },
    'four bytes': { says: 'characters of four bytes' },
    escapes: { says: 'escapes in JSON' },
    'look-alikes': { says: 'text that looks like HTTP' },
    blanks: { says: 'blanks before the JSON and a line feed at its end' },
    deep: { says: 'nested arrays' },
  },
  result: {
    'the event': { says: 'itself as the result' },
    text: { says: 'a short text as the result', action: 'text' },
    'multiple of 4096': { says: 'a result of a multiple of 4,096 bytes', action: 'big' },
    '64 to 65 KiB': { says: 'a result of 64 to 65 KiB', action: 'big' },
    'around 2^17 to 2^20': { says: 'a result of 2^17 to 2^20 bytes', action: 'big', dear: true },
    error: { says: 'an error as the outcome', action: 'throw' },
    late: { says: 'a result after 5 ms', action: 'sleep' },
  },
  names: {
    usual: { says: 'header names as Lambda writes them' },
    lower: { says: 'header names in lower case' },
    upper: { says: 'header names in upper case' },
  },
  headers: {
    usual: { says: 'the usual headers' },
    'no trace id': { says: 'no trace id' },
    caller: { says: 'client context and identity' },
    unknown: { says: 'an unknown header' },
    repeated: { says: 'an unknown header that comes twice' },
  },
  framing: {
    length: { says: 'a Content-Length' },
    'one chunk': { says: 'one chunk' },
    chunks: { says: 'many chunks' },
  },
  segments: {
    one: { says: 'a delivery in one piece' },
    pieces: { says: 'a delivery in pieces' },
  },
  connection: {
    kept: { says: 'a kept connection' },
    'closed after the event': { says: 'a connection that closes after the delivery' },
    'closed after the result': { says: 'a connection that closes after the result' },
  },
  gap: {
    none: { says: 'no pause before it' },
    queued: { says: 'its delivery right after another event' },
    '5 ms': { says: 'a pause of 5 ms before it' },
    '300 ms': { says: 'a pause of 300 ms before it', dear: true },
    freeze: { says: 'a freeze before it' },
  },
  before: {
    anything: { says: 'anything before it' },
    error: { says: 'an error before it', action: 'throw' },
    'two errors': { says: 'two errors before it', action: 'throw' },
    'error, result': { says: 'an error two events before it', action: 'throw' },
    'error, two results': { says: 'an error three events before it', action: 'throw' },
    big: { says: 'a big result before it', action: 'big' },
    malformed: { says: 'an event that is not JSON before it' },
    refused: { says: 'a refused result before it' },
  },
  reply: {
    'at once': { says: 'the reply to its result at once' },
    late: { says: 'a late reply to its result' },
    pieces: { says: 'a reply to its result in pieces' },
  },
  number: {
    any: { says: 'any number in its process' },
    '1st': { says: 'the 1st place in its process', dear: true },
    '2nd': { says: 'the 2nd place in its process', dear: true },
    '3rd': { says: 'the 3rd place in its process', dear: true },
    '10th': { says: 'the 10th place in its process', dear: true },
    '255th': { says: 'the 255th place in its process', dear: true },
    '256th': { says: 'the 256th place in its process', dear: true },
    '257th': { says: 'the 257th place in its process', dear: true },
    '1000th': { says: 'the 1,000th place in its process', dear: true },
    '1025th': { says: 'the 1,025th place in its process', dear: true },
  },
} as const satisfies Record<string, Record<string, Level>>;

type Table = typeof table;

/** The level of a row that may have any place in its process. */
export const ANY_PLACE = 'any';

/** A body whose length the runtime itself has named; it is in no plan, since it is only known then. */
export const NAMED_LENGTH = 'a body of a length that its output names';

/** Text that the runtime itself has written; likewise. */
export const NAMED_WORD = 'a word that its output has';

export type Factor = keyof Table;

/** What is asked of one event: a level for each factor; absent: the plain one. The sizes in bytes, where a class has several. */
export type Row = {
  readonly [F in Factor]?:
    | keyof Table[F]
    | (F extends 'event' ? typeof NAMED_LENGTH : never)
    | (F extends 'content' ? typeof NAMED_WORD : never);
} & {
  /** The word, where a word is its content. */
  readonly word?: string;
  readonly eventBytes?: number;
  readonly resultBytes?: number;
};

/** Every factor, in the order in which a message names them. */
export const factorNames: readonly Factor[] = Object.keys(table).filter(
  (name): name is Factor => name in table,
);

export function levelsOf(factor: Factor): readonly string[] {
  return Object.keys(table[factor]);
}

export function levelOf(factor: Factor, name: string): Level {
  const levels: Readonly<Record<string, Level>> = table[factor];
  return levels[name] ?? { says: name };
}

/** The level of a factor in a row. */
export function inRow<F extends Factor>(row: Row, factor: F): NonNullable<Row[F]> {
  const given: Row[F] = row[factor];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every factor has a first level
  return given ?? (levelsOf(factor)[0] as NonNullable<Row[F]>);
}

/** The factors that a row sets to another level than the plain one. */
export function setFactors(row: Row): Factor[] {
  return factorNames.filter((factor) => row[factor] !== undefined && row[factor] !== levelsOf(factor)[0]);
}

/** What is delivered before an event, for each level of `before`. */
export const preludes = {
  anything: [],
  error: ['error'],
  'two errors': ['error', 'error'],
  'error, result': ['error', 'result'],
  'error, two results': ['error', 'result', 'result'],
  big: ['big'],
  malformed: ['malformed'],
  refused: ['refused'],
} as const satisfies Record<
  keyof Table['before'],
  readonly ('error' | 'result' | 'big' | 'malformed' | 'refused')[]
>;

/** How many events a row delivers before its own: one that is queued needs another one before it. */
export function eventsBefore(before: keyof Table['before'], gap: keyof Table['gap']): number {
  return Math.max(preludes[before].length, gap === 'queued' ? 1 : 0);
}

/** Whether a row with these levels, as far as they are chosen, may deliver so many events before its own. */
export function canPrecede(events: number, before: string | undefined, gap: string | undefined): boolean {
  const least = before !== undefined && isBefore(before) ? preludes[before].length : 0;
  if (before === undefined) return events > 0 || gap !== 'queued';
  if (least > 0) return least === events;
  return gap === undefined ? events <= 1 : events === (gap === 'queued' ? 1 : 0);
}

/** Whether two levels cannot be in one row. */
export function isForbidden(first: Factor, level: string, second: Factor, other: string): boolean {
  return isImpossible(first, level, second, other) || isImpossible(second, other, first, level);
}

function isImpossible(factor: Factor, level: string, other: Factor, its: string): boolean {
  // One byte is one digit, and comes back.
  if (factor === 'event' && level === 'one byte')
    return (other === 'content' && its !== 'ascii') || (other === 'result' && its !== 'the event');
  if (factor !== 'number' || level === ANY_PLACE) return false;
  // Nothing comes before the first event of a process.
  const needed =
    other === 'before' && isBefore(its) ? preludes[its].length : other === 'gap' && its === 'queued' ? 1 : 0;
  return Number.parseInt(level, 10) <= needed;
}

function isBefore(level: string): level is keyof Table['before'] {
  return level in preludes;
}

/** The places in a process that matter, in order. */
export const places: readonly number[] = levelsOf('number')
  .slice(1)
  .map((level) => Number.parseInt(level, 10));

/** The level of a place that matters. */
export function levelOfPlace(place: number): string {
  return levelsOf('number').find((level) => Number.parseInt(level, 10) === place) ?? ANY_PLACE;
}
