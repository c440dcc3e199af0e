/** Mutations that know nothing of the format of a file. */
import { pick, times, type Mutation } from './mutation.ts';

/** Bytes with a meaning: of encodings, of JSON, of YAML. */
const tokens = [
  '\xef\xbb\xbf',
  '\xff',
  '\xc0\x80',
  '\xed\xa0\x80',
  '\0',
  '\r\n',
  '"',
  '\\',
  '{',
  '[',
  '}',
  ']',
  ',',
  ':',
  '\\u0000',
  '1e999',
  '&a ',
  '*a ',
  '!!binary ',
  '? ',
  '- ',
  '\t',
  '#',
] as const;

export const byteMutations: readonly [Mutation, ...Mutation[]] = [
  (bytes, dice) => {
    const copy = Buffer.from(bytes);
    for (let left = 1 + dice(8); left > 0 && copy.length > 0; left -= 1) {
      const at = dice(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << dice(8));
    }
    return copy;
  },
  (bytes, dice) => bytes.subarray(0, dice(bytes.length + 1)),
  (bytes, dice) => {
    const [from, length] = [dice(bytes.length + 1), dice(200)];
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + length)]);
  },
  (bytes, dice) => {
    const [from, length] = [dice(bytes.length + 1), dice(2000)];
    const part = bytes.subarray(from, from + length);
    const copies = Array.from({ length: times(dice, 20_000) }, () => part);
    return Buffer.concat([bytes.subarray(0, from), ...copies, bytes.subarray(from)]);
  },
  (bytes, dice) => {
    const at = dice(3) === 0 ? 0 : dice(bytes.length + 1);
    const token = Buffer.from(pick(tokens, dice), 'latin1');
    const copies = Array.from({ length: times(dice, 2_000_000) }, () => token);
    return Buffer.concat([bytes.subarray(0, at), ...copies, bytes.subarray(at)]);
  },
  (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  (bytes) => Buffer.concat([bytes, bytes]),
  (_bytes, dice) => Buffer.from(Array.from({ length: dice(500) }, () => dice(256))),
];
