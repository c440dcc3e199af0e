/** Generated text, and edge cases that break runtimes. */
import { array, integer, oneof } from 'fast-check';

/** Any UTF-16 code units, including lone surrogates and control characters. */
export const anyText = array(oneof(integer({ min: 0, max: 0xff }), integer({ min: 0, max: 0xff_ff })), {
  maxLength: 60,
}).map((units) => String.fromCharCode(...units));

/** One character, not a control character or a lone surrogate. Cheap: fast-check's units build large tables. */
export const readableCharacter = oneof(
  integer({ min: 0x20, max: 0x7e }),
  integer({ min: 0xa1, max: 0x7_ff }),
  integer({ min: 0x8_00, max: 0xd7_ff }),
  integer({ min: 0xe0_00, max: 0xff_fd }),
  integer({ min: 0x1_00_00, max: 0x10_ff_fd }),
).map((point) => String.fromCodePoint(point));

/** Text of such characters. */
export const readableText = array(readableCharacter, { minLength: 1, maxLength: 40 }).map((characters) =>
  characters.join(''),
);

/** 2, 3 and 4 bytes in UTF-8, combining marks, joined emoji, a byte order mark as text, the last of the plane. */
export const readableExamples: readonly string[] = [
  'zażółć gęślą jaźń',
  'über, naïve, Ærø',
  '日本語の文字列',
  '🙂🚀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  'e\u0301 a\u0308\u0323',
  '👩‍👩‍👧‍👦 🇪🇺',
  '\uFEFFmark',
  'a\u2028b\u2029c',
  '\uFFFF',
];

/** Every ASCII control character with DEL, quotes, line ends, NUL in the middle, and halves of a pair. */
export const hostileExamples: readonly string[] = [
  String.fromCharCode(...Array.from({ length: 32 }, (_, code) => code)),
  'del \u007F and \u0080 to \u009F',
  '"quoted" \\back\\slashed\\ /slashed/ </script>',
  'one\r\ntwo\nthree\rfour\r\n\r\nfive',
  'before\u0000after',
  '\uD800 \uDFFF x\uDC00\uD800x',
  '%00 %s %n ${x} {0}',
];
