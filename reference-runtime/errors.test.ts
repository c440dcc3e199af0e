import { describe, expect, test } from 'vitest';
import { errorText, errorTypeHeader, RuntimeFailure, toErrorDocument } from './errors.ts';

class Oops extends Error {}

class Found extends RuntimeFailure {
  override readonly name = 'Runtime.Found';
}

function cyclicError(): Error {
  const error = new Error('cyclic');
  error.cause = error;
  return Object.assign(error, { self: error });
}

function deepError(depth: number): Error {
  let error = new Error('root');
  for (let i = 0; i < depth; i += 1) error = new Error(`level ${i}`, { cause: error });
  return error;
}

const hostile = {
  get name(): string {
    throw new Error('no name');
  },
  get message(): string {
    throw new Error('no message');
  },
  get stack(): string {
    throw new Error('no stack');
  },
  get constructor(): never {
    throw new Error('no constructor');
  },
};

describe('toErrorDocument', () => {
  test('reports the class and the message of an error, and its frames as strings', () => {
    const document = toErrorDocument(new Oops('went wrong\nbadly'));

    expect(document).toMatchObject({ errorType: 'Oops', errorMessage: 'went wrong\nbadly' });
    expect(document.stackTrace[0]).toMatch(/^at .*errors\.test/);
    expect(document.stackTrace.join()).not.toContain('went wrong');
  });

  test('prefers an explicit name to the class name', () => {
    expect(toErrorDocument(Object.assign(new Oops('m'), { name: 'Custom' })).errorType).toBe('Custom');
  });

  test('leaves out the stack of a failure that the runtime detects', () => {
    expect(toErrorDocument(new Found('m'))).toEqual({
      errorType: 'Runtime.Found',
      errorMessage: 'm',
      stackTrace: [],
    });
  });

  test.each([
    ['a string', 'text', 'string', 'text'],
    ['an empty string', '', 'string', ''],
    ['a number', 42, 'number', '42'],
    ['null', null, 'null', 'null'],
    ['undefined', undefined, 'undefined', 'undefined'],
    ['a symbol', Symbol('s'), 'symbol', 'Symbol(s)'],
    ['a big integer', 1n, 'bigint', '1'],
    ['an object', { code: 7 }, 'Object', '{"code":7}'],
    ['an object like an error', { name: 'Like', message: 'an error' }, 'Like', 'an error'],
    ['an object without prototype', Object.create(null), 'Error', '{}'],
    ['an error without message', new Oops(), 'Oops', ''],
    ['a message that is not a string', Object.assign(new Oops(), { message: { a: 1 } }), 'Oops', '{"a":1}'],
    ['an error that refers to itself', cyclicError(), 'Error', 'cyclic'],
    ['10,000 causes', deepError(10_000), 'Error', 'level 9999'],
  ])('describes %s', (_what, thrown, errorType, errorMessage) => {
    const document = toErrorDocument(thrown);

    expect(document).toMatchObject({ errorType, errorMessage });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test.each([
    ['accessors that throw', hostile],
    ['a proxy that throws', new Proxy({}, { get: () => expect.unreachable(), getPrototypeOf: () => null })],
    ['a cyclic object', Object.assign([], { 0: [] }, { self: hostile })],
  ])('survives %s', (_what, thrown) => {
    const document = toErrorDocument(thrown);

    expect(typeof document.errorType).toBe('string');
    expect(typeof document.errorMessage).toBe('string');
  });

  test('stays below 1 MiB for any text', () => {
    const worst = Object.assign(new Error('\u0001'.repeat(5_000_000)), { name: '\u0001'.repeat(100_000) });
    worst.stack = `Error\n${`    at ${'\u0001'.repeat(5_000)}\n`.repeat(100)}`;

    expect(Buffer.byteLength(JSON.stringify(toErrorDocument(worst)))).toBeLessThan(1024 * 1024);
  });

  test('does not shorten a message of 100,000 characters', () => {
    const message = 'é'.repeat(100_000);

    expect(toErrorDocument(new Error(message)).errorMessage).toBe(message);
  });
});

test.each([
  ['Oops', 'Function.Oops'],
  ['oops', 'Function.Oops'],
  ['Http404Error', 'Function.HttpError'],
  ['Runtime.NoSuchHandler', 'Runtime.NoSuchHandler'],
  ['Ошибка', 'Function.Unknown'],
  ['日本\r\n語', 'Function.Unknown'],
  ['Bad\r\nX-Injected: 1', 'Function.BadXInjected'],
  ['Runtime.X\n', 'Function.RuntimeX'],
  ['', 'Function.Unknown'],
])('errorTypeHeader turns %j into a legal value', (errorType, expected) => {
  expect(errorTypeHeader({ errorType, errorMessage: '', stackTrace: [] })).toBe(expected);
});

test('errorTypeHeader stays short', () => {
  const header = errorTypeHeader({ errorType: 'T'.repeat(10_000), errorMessage: '', stackTrace: [] });

  expect(header).toBe(`Function.${'T'.repeat(64)}`);
});

test('errorText joins type, message and frames', () => {
  expect(errorText({ errorType: 'Oops', errorMessage: 'm', stackTrace: ['at a', 'at b'] })).toBe(
    'Oops: m\nat a\nat b',
  );
});
