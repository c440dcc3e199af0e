import { expect, test } from 'vitest';
import { encodeResult, MarshalError } from './result.ts';

test.each([
  [{ a: 1 }, '{"a":1}'],
  ['a"b', String.raw`"a\"b"`],
  [undefined, 'null'],
  [null, 'null'],
  [0, '0'],
  [Number.NaN, 'null'],
  ['é😀', '"é😀"'],
  ['\ud800', String.raw`"\ud800"`],
])('encodes %j as JSON, once', (result, json) => {
  const { contentType, body } = encodeResult(result);

  expect(contentType).toBe('application/json');
  expect(Buffer.from(body).toString()).toBe(json);
});

test('leaves bytes as they are', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

  expect(encodeResult(bytes)).toEqual({ contentType: 'application/octet-stream', body: bytes });
});

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

test.each([
  ['a cycle', cyclic, /circular/],
  ['a function', () => {}, /type function/],
  ['a symbol', Symbol('s'), /type symbol/],
  ['a big integer', 1n, /BigInt/],
])('refuses %s', (_what, result, message) => {
  expect(() => encodeResult(result)).toThrow(MarshalError);
  expect(() => encodeResult(result)).toThrow(message);
});
