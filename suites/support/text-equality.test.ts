import { expect, test } from 'vitest';
import { isSameText } from './text-equality.ts';

test.each([
  ['plain', 'a.b*c', 'a.b*c'],
  ['a pair', 'x\u{1F642}y', 'x\u{1F642}y'],
  ['a lone surrogate kept', 'x\uD800y', 'x\uD800y'],
  ['replaced as one', 'x\uD800y', 'x\uFFFDy'],
  ['replaced byte by byte', '\uDC00\uD800', '\uFFFD'.repeat(6)],
  ['replaced by a question mark', '(\uD800)', '(?)'],
])('same: %s', (_name, sent, got) => {
  expect(isSameText(sent, got)).toBe(true);
});

test.each([
  ['a pair lost', 'x\u{1F642}y', 'x\uFFFD\uFFFDy'],
  ['a lone surrogate dropped', 'x\uD800y', 'xy'],
  ['the text around it changed', 'a.\uD800', 'ab\uFFFD'],
  ['cut at NUL', 'a\u0000b', 'a'],
  ['no text', 'a', undefined],
])('changed: %s', (_name, sent, got) => {
  expect(isSameText(sent, got)).toBe(false);
});
