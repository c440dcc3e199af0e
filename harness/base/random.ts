/** A source of pseudo-random numbers in [0, 1). */
export type Random = () => number;

/**
 * A small seeded generator (mulberry32): the same seed gives the same numbers on every machine. Not for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const HEX_DIGITS = '0123456789abcdef';

/** A string of lower-case hexadecimal digits. */
export function hex(random: Random, digits: number): string {
  let text = '';
  for (let digit = 0; digit < digits; digit += 1) text += HEX_DIGITS[Math.floor(random() * 16)] ?? '0';
  return text;
}

/** A version 4 UUID, the usual form of a request id. */
export function uuid(random: Random): string {
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8';
  return [
    hex(random, 8),
    hex(random, 4),
    `4${hex(random, 3)}`,
    `${variant}${hex(random, 3)}`,
    hex(random, 12),
  ].join('-');
}
