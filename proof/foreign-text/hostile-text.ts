/** Text as an attacker would write it. */
import * as fc from 'fast-check';

/** Each is obeyed by some reader where it arrives unescaped. */
const orders = [
  'FORGED',
  '::error file=a.ts::x',
  '::stop-commands::x',
  '::add-mask::secret',
  '::set-output name=a::b',
  '##[error]x',
  '##[group]x',
  '##vso[task.setvariable variable=a]b',
  "##teamcity[testFailed name='x']",
  '\u001b[2J',
  '\u001b[8mhidden',
  '\u001b]0;title\u0007',
  '\u001b]8;;https://a.b\u0007link',
  '\u001bP$q\u001b\\',
  '\u001b[0Ksection_start:1:a\r\u001b[0K',
  '\u009b31m',
  '\r',
  '\u0000',
  '\u0007',
  '\b\b\b',
  '\u007f',
  '\u0085',
  '\u202edrowssap',
  '\u2066x\u2069',
  '\u200e',
  '\u200f',
  '\u061c',
  '\u200b',
  '\u2060',
  '\ufeff',
  '\u2028',
  '\u2029',
  '\ud800',
  '\udfff',
  '\u{e0041}\u{e007f}',
  '#\ufe0f#[error]x',
  '##\u00ad[error]x',
] as const;

/** What hides an order from a careless look: a line end, a blank, or a length that makes the order the next line's first word. */
const frames = ['\n', '\r\n', '\n  ', ' ', '\u00a0', '\u3000', ' word'.repeat(11), ' ', 'x'.repeat(79), '\t'];

const ordinary = [
  'Größe',
  '大きさ',
  '🎉',
  '❤️',
  'a::b',
  '## [1.0]',
  './bootstrap',
  '"',
  "'",
  '<b>',
  '&',
  '`',
  '%',
  '-',
];

/** Hostile texts in which every order stands behind every frame. */
export const hostileTexts: readonly string[] = frames.flatMap((frame) =>
  orders.map((order, n) => `${frame}${order}${frame}${orders[(n + 7) % orders.length]}`),
);

/** Short texts, mostly with an order. */
export const hostileText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...orders) },
      { weight: 3, arbitrary: fc.constantFrom(...frames) },
      { weight: 1, arbitrary: fc.constantFrom(...ordinary) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));
