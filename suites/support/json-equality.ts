/** Comparison of JSON values. The order of members never counts: JSON objects are unordered. */

/** Differences beyond this precision come from the number format of a language. */
const RELATIVE_PRECISION = 1e-12;

/** How a value that came compares with the one that was sent; `rounded`: only in the last digits of numbers. */
export type Comparison = 'same' | 'rounded' | 'different';

/** Compares as JSON: the order of members does not count, and numbers may be rounded. */
export function compareJson(sent: unknown, came: unknown): Comparison {
  if (typeof sent === 'number' && typeof came === 'number') {
    if (sent === came) return 'same';
    return Math.abs(sent - came) <= RELATIVE_PRECISION * Math.abs(sent) ? 'rounded' : 'different';
  }
  if (!isContainer(sent) || !isContainer(came)) return sent === came ? 'same' : 'different';
  const [keys, others] = [Object.keys(sent), Object.keys(came)];
  if (Array.isArray(sent) !== Array.isArray(came) || keys.length !== others.length) return 'different';
  const parts = keys.map((key) =>
    Object.hasOwn(came, key) ? compareJson(sent[key], came[key]) : 'different',
  );
  return parts.includes('different') ? 'different' : parts.includes('rounded') ? 'rounded' : 'same';
}

/** Whether two JSON values are equal, apart from the order of members and the last digits of numbers. */
export function isSameJson(sent: unknown, came: unknown): boolean {
  return compareJson(sent, came) !== 'different';
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
