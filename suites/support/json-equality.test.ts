import { expect, test } from 'vitest';
import { compareJson, isSameJson } from './json-equality.ts';

test.each([
  ['members in another order', { a: 1, b: { c: [2], d: null } }, { b: { d: null, c: [2] }, a: 1 }],
  ['negative zero', [-0], [0]],
  ['a member named __proto__', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
])('same: %s', (_name, sent, came) => {
  expect(compareJson(sent, came)).toBe('same');
});

test.each([
  ['a lost member', { a: 1, b: null }, { a: 1 }],
  ['elements in another order', [1, 2], [2, 1]],
  ['an array for an object', {}, []],
  ['a number for its text', '1e5', 1e5],
  ['a lost member named __proto__', JSON.parse('{"__proto__":1}'), {}],
])('different: %s', (_name, sent, came) => {
  expect(isSameJson(sent, came)).toBe(false);
});

test('tells rounded numbers apart', () => {
  expect(compareJson({ n: 0.1 }, { n: 0.1 + 1e-16 })).toBe('rounded');
});
