/** What is common to all mutations of a file. */

/** A whole number from 0 up to, and without, the limit. */
export type Dice = (limit: number) => number;

export type Mutation = (bytes: Buffer, dice: Dice) => Buffer;

export function pick<T>(choices: readonly [T, ...T[]], dice: Dice): T {
  return choices[dice(choices.length)] ?? choices[0];
}

/** Once in so many times a mutation makes a file of many MiB. */
const RARE = 150;

/** How often something is repeated: mostly a few times, now and then so often that it costs memory. */
export function times(dice: Dice, largest: number): number {
  return dice(RARE) === 0 ? 1 + dice(largest) : 1 + dice(20);
}

/** Texts that mean something to a terminal, a workflow, a path, a parser or an object. */
export const oddTexts = [
  '',
  '__proto__',
  'constructor',
  'toString',
  '../../../../../../etc/hostname',
  '/dev/zero',
  '/proc/self/environ',
  '.',
  '..',
  '\u001b]0;title\u0007',
  '\u202e\u2066',
  '\n::error file=x::y',
  '##[error]x',
  '<script>alert(1)</script>',
  '\0',
  '\ud800',
  'NaN',
  '${x}',
  '$(x)',
  '*',
  '{a,b}',
  '(((((((((a+)+)+)+)+)+)+)+)+)',
  'x=y=z',
  ' ',
  '💥',
] as const;
