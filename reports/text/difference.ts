/** Where two long values that are alike differ. */
export interface Difference {
  /** The number of equal characters before. */
  readonly at: number;
  readonly expected: string;
  readonly actual: string;
}

/** Shorter values are read as they are. */
const SHORTEST = 150;
/** Equal characters shown on either side. */
const AROUND = 16;

/** The difference of two values; undefined where they are short, or more different than alike. */
export function differenceOf(expected: string, actual: string): Difference | undefined {
  const longest = Math.max(expected.length, actual.length);
  if (longest < SHORTEST || expected === actual) return undefined;
  const shortest = Math.min(expected.length, actual.length);
  let at = 0;
  while (at < shortest && expected[at] === actual[at]) at += 1;
  let end = 0;
  while (end < shortest - at && expected.at(-1 - end) === actual.at(-1 - end)) end += 1;
  if (at + end < longest / 2) return undefined;
  return { at, expected: around(expected, at, end), actual: around(actual, at, end) };
}

function around(text: string, at: number, end: number): string {
  const from = Math.max(0, at - AROUND);
  const to = Math.min(text.length, text.length - end + AROUND);
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
