import { expect, test } from 'vitest';
import { parseJsonFile } from './json-file.ts';

test.each([
  ['{"a":{"b":1},"b":[{"a":1},{"a":2}],"c":"\\"a\\":{","d":"a:b,c[d{"}'],
  ['[1,"\\\\",{"\\"":1,"\\\\":2}]'],
  [`${'['.repeat(1000)}${']'.repeat(1000)}`],
  ['"\\ud800"'],
])('reads %#', (text) => {
  expect(parseJsonFile(text)).toEqual(JSON.parse(text));
});

test.each([
  ['{"a":1,"b":{"a":1},"\\u0061":2}', 'has the key "a" twice'],
  ['{"a":{"__proto__":1,"__pro\\u0074o__":1}}', 'has the key "__proto__" twice'],
  ['['.repeat(100_000), 'is nested more than 1000 levels deep'],
  [`{"a":${'{"a":'.repeat(1001)}`, 'is nested more than 1000 levels deep'],
  [`[${'0,'.repeat(500_000)}0]`, 'has more than 500000 values'],
  ['\uFEFF{}', 'has a byte order mark at its start; save it as UTF-8 without one'],
  ['{"a":\0}', 'is not JSON: '],
  ['', 'is not JSON: '],
  ['"', 'is not JSON: '],
  ['"\\', 'is not JSON: '],
  ['{"a":1]', 'is not JSON: '],
  [']]]}}}:', 'is not JSON: '],
])('refuses %#', (text, sentence) => {
  expect(() => parseJsonFile(text)).toThrow(sentence);
});
