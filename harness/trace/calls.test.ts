import { describe, expect, test } from 'vitest';
import { routeOf } from '../runtime-api/protocol/routes.ts';
import {
  endsPoll,
  endsStart,
  hasWrongMethod,
  isEndOfConnection,
  isErrorPost,
  isInitErrorPost,
  isInvocationPost,
  isPoll,
  isRegistration,
  isResponsePost,
  isResultPost,
  misdirected,
  openConnections,
  purposeOf,
} from './calls.ts';
import type { Entry, EntryOf } from './entry.ts';

/** A request as the server would record it. */
function sent(method: string, target: string, connection = 1): EntryOf<'request'> {
  const { endpoint, requestId } = routeOf(target);
  return {
    kind: 'request',
    at: 0,
    exchange: 1,
    connection,
    endpoint,
    method,
    target,
    version: 'HTTP/1.1',
    headers: [],
    headBytes: 0,
    ...(requestId === undefined ? {} : { requestId }),
    pipelined: false,
  };
}

const closed = (connection: number): Entry => ({
  kind: 'connection-closed',
  at: 0,
  connection,
  by: 'runtime',
  how: 'end',
});

const opened = (connection: number): Entry => ({ kind: 'connection-opened', at: 0, connection });

const API = '/2018-06-01/runtime';

describe('a call needs the method of its endpoint', () => {
  test.each([
    ['a poll', isPoll, 'GET', `${API}/invocation/next`],
    ['a response', isResponsePost, 'POST', `${API}/invocation/a/response`],
    ['an error report', isErrorPost, 'POST', `${API}/invocation/a/error`],
    ['an init error', isInitErrorPost, 'POST', `${API}/init/error`],
    ['the end of a start', endsStart, 'GET', `${API}/invocation/next`],
    ['a registration', isRegistration, 'POST', '/2020-01-01/extension/register'],
  ] as const)('%s', (_what, isCall, method, target) => {
    expect(isCall(sent(method, target))).toBe(true);
    for (const other of ['GET', 'POST', 'PUT', 'HEAD', 'get'].filter((one) => one !== method)) {
      expect(isCall(sent(other, target))).toBe(false);
    }
    expect(isCall(closed(1))).toBe(false);
  });

  test('a poll by POST is no result', () => {
    expect(isInvocationPost(sent('POST', `${API}/invocation/next`))).toBe(false);
    expect(isInvocationPost(sent('POST', `${API}/invocation//response`))).toBe(true);
  });
});

test('a result belongs to the invocation of its id', () => {
  const response = sent('POST', `${API}/invocation/a%20b/response`);

  expect(isResultPost(response)).toBe(true);
  expect(isResultPost(response, 'a b')).toBe(true);
  expect(isResultPost(response, 'b')).toBe(false);
});

test('a poll ends with its own connection, not with another one', () => {
  const ends = endsPoll(sent('GET', `${API}/invocation/next`, 2));

  expect(ends(closed(2))).toBe(true);
  expect(ends(closed(1))).toBe(false);
  expect(ends(sent('GET', `${API}/invocation/next`, 3))).toBe(true);
  expect(ends(sent('POST', `${API}/invocation/next`, 3))).toBe(false);
});

test('counts the open connections', () => {
  expect(openConnections([opened(1), opened(2), closed(1)])).toBe(1);
  expect(isEndOfConnection(closed(1), 2)).toBe(false);
});

describe('what a request is for', () => {
  test.each([
    ['POST', `${API}/invocation/next`, 'next', true],
    ['GET', '/2015-03-31/runtime/invocation/next', 'next', false],
    ['GET', `${API}/invocation/next/`, 'next', false],
    ['PUT', `${API}/invocation/a/response`, 'response', true],
    ['POST', '/2015-03-31/runtime/invocation/a/response', 'response', false],
    ['POST', '/runtime/invocation/a/b/error?x', 'error', false],
    ['PUT', `${API}/init/error`, 'init-error', true],
    ['POST', `${API}/initialization/error`, 'init-error', false],
    ['POST', `${API}/restore/next`, 'restore-next', true],
  ] as const)('%s %s: %s, misdirected', (method, target, purpose, wrongMethod) => {
    const request = sent(method, target);

    expect(misdirected(request)).toBe(purpose);
    expect(hasWrongMethod(request)).toBe(wrongMethod);
  });

  test.each([
    ['GET', `${API}/invocation/next`, 'next'],
    ['POST', `${API}/init/error`, 'init-error'],
    ['GET', '/2018-06-01/ping', undefined],
    ['GET', '/', undefined],
  ] as const)('%s %s: %s, and nothing is wrong', (method, target, purpose) => {
    expect(purposeOf(sent(method, target))).toBe(purpose);
    expect(misdirected(sent(method, target))).toBeUndefined();
  });
});
