import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerOf, failuresOf } from './check-assertions.ts';
import { pathOf, valueAt } from './json-path.ts';
import { parseEventSuite, readEventSuite, type EventTest } from './suite-file.ts';

const plain = {
  name: 'ping',
  handler: 'core.ping',
  request: { msg: 1 },
  assertions: [{ response: { msg: 1 } }],
};

function suite(changes: object = {}, around: object = {}): string {
  return JSON.stringify({ tests: [{ ...plain, ...changes }], ...around });
}

function only(text: string): EventTest {
  const [first] = parseEventSuite(text, 's.json', '/task').tests;
  if (first === undefined) throw new Error('no test');
  return first;
}

describe('a suite', () => {
  test('has events and assertions', () => {
    expect(only(suite())).toEqual({
      name: 'ping',
      handler: 'core.ping',
      environment: {},
      event: { msg: 1 },
      contentType: 'application/json',
      clientContext: undefined,
      cognitoIdentity: undefined,
      traceId: undefined,
      assertions: [{ kind: 'response', expected: { msg: 1 }, path: [] }],
    });
  });

  test('takes defaults, common assertions and resources', () => {
    const text = suite(
      { 'request.ref': 'payload', request: undefined, handler: undefined },
      {
        default: { handler: 'core.echo', task: '/tasks/python37.zip' },
        assertions: [{ contentType: 'application/json' }],
        resources: { payload: { contentType: 'text/plain', data: 'hello' } },
      },
    );

    expect(only(text)).toMatchObject({
      handler: 'core.echo',
      event: 'hello',
      contentType: 'text/plain',
      assertions: [{ kind: 'response' }, { kind: 'contentType' }],
    });
  });

  test('sends an event without a request as an empty object', () => {
    expect(only(suite({ request: undefined })).event).toEqual({});
  });

  test('completes the trace and the identity', () => {
    const { traceId, cognitoIdentity } = only(
      suite({ xray: { isSampled: 0 }, cognitoIdentity: { cognitoIdentityId: 'me' } }),
    );

    expect(traceId).toMatch(/^Root=1-\w+-\w+;Parent=\w+;Sampled=0$/);
    expect(JSON.parse(cognitoIdentity ?? '')).toEqual({
      cognitoIdentityId: 'me',
      cognitoIdentityPoolId: expect.stringContaining('cognito-pool-id:'),
    });
  });

  test.each([
    ['[', 's.json: it is not JSON ('],
    ['[]', 's.json: a suite is an object with a list "tests".'],
    ['{}', 's.json: "tests" is missing.'],
    ['{"tests":[]}', 's.json: "tests" is wrong: '],
    [suite({ handler: undefined }), 's.json: "ping": "handler" is missing.'],
    [suite({ name: undefined }), 's.json: test 1: "name" is missing.'],
    [suite({ assertions: undefined }), 's.json: "ping": "assertions" is missing.'],
    [suite({ assertions: [] }), 's.json: "ping" has no assertions.'],
    [
      suite({ assertions: [{}] }),
      's.json: "ping": an assertion is empty; lambdaspec knows response, error, ',
    ],
    [suite({ assertions: [{ logs: 'x' }] }), 's.json: "ping": the assertion "logs" is not supported; '],
    [
      suite({ assertions: [{ response: 1, errorType: 'x' }] }),
      's.json: "ping": an assertion has response and errorType; ',
    ],
    [
      suite({ assertions: [{ response: 1, transform: 'map(.a)' }] }),
      's.json: "ping": the transform "map(.a)" is not supported; ',
    ],
    [suite({ 'request.ref': 'gone' }), 's.json: "ping": there is no resource "gone".'],
    [
      suite({ environmentVariables: { 'A=B': '1' } }),
      's.json: "ping": "environmentVariables.A=B" is wrong: ',
    ],
    [JSON.stringify({ tests: [plain, plain] }), 's.json: two tests have the name "ping".'],
    [suite({}, { template: {} }), 's.json: "template" is not supported; write the tests out.'],
    [
      suite({}, { resources: { r: { contentType: 'text/plain' } } }),
      's.json: the resource "r" has neither src nor data.',
    ],
    [
      suite({}, { resources: { r: { contentType: 'text/plain', src: '/gone.txt' } } }),
      's.json: the resource "r", file /gone.txt could not be read: ',
    ],
  ])('%s is refused: %s', (text, message) => {
    expect(() => parseEventSuite(text, 's.json', join(tmpdir(), 'no-such-folder'))).toThrow(message);
  });

  test('takes the file of a resource from the task root', async () => {
    const folder = join(tmpdir(), `lambdaspec-suite-${process.pid}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'event.json'), '{"a":1}');
    await writeFile(
      join(folder, 's.json'),
      suite(
        { 'request.ref': 'r' },
        { resources: { r: { contentType: 'application/json', src: 'event.json' } } },
      ),
    );

    expect(readEventSuite(join(folder, 's.json'), 's.json', folder).tests[0]?.event).toEqual({ a: 1 });
  });
});

/** What of an assertion does not hold for the body of a result. */
function failures(assertion: object, body: string) {
  return failuresOf(only(suite({ assertions: [assertion] })).assertions, answerOf(body));
}

describe('an assertion', () => {
  test.each([
    [{ response: { a: [1, null], b: 'c' } }, '{"b":"c","a":[1,null]}'],
    [{ errorType: 'Oops' }, '{"errorType":"Oops","errorMessage":"m"}'],
    [{ error: { errorType: 'Oops' } }, '{"errorType":"Oops"}'],
    [{ error: 'Oops', transform: '.errorType' }, '{"errorType":"Oops"}'],
    [{ contentType: 'application/json' }, '"text"'],
    [{ responseContentType: 'application/unknown' }, 'no JSON'],
    [{ response: null }, 'null'],
  ])('%j holds for %s', (assertion, body) => {
    expect(failures(assertion, body)).toEqual([]);
  });

  test.each([
    [{ response: { a: 1 } }, '{"a":2}', '{"a":1}', '{"a":2}'],
    [{ response: { a: 1 } }, '{"a":1,"b":2}', '{"a":1}', '{"a":1,"b":2}'],
    [{ response: { a: 1 } }, '{"errorType":"Oops"}', '{"a":1}', 'an error: {"errorType":"Oops"}'],
    [{ errorType: 'Oops' }, '{"a":1}', '"Oops"', 'a response: {"a":1}'],
    [{ errorType: 'Oops' }, '{"errorType":"Other"}', '"Oops"', '"Other"'],
    [{ response: 1, transform: '.b' }, '{"a":1}', '1', 'nothing'],
    [{ response: 'a' }, 'b', '"a"', '"b"'],
  ])('%j does not hold for %s', (assertion, body, expected, actual) => {
    expect(failures(assertion, body)).toEqual([expect.objectContaining({ expected, actual })]);
  });
});

test.each([
  ['.', { a: 1 }, { a: 1 }],
  ['.a.b', { a: { b: 2 } }, 2],
  ['.a[1]', { a: [1, 2] }, 2],
  ['.[-1]', [1, 2], 2],
  ['."a-b"["c d"]', { 'a-b': { 'c d': 3 } }, 3],
  ['.__proto__', {}, undefined],
])('the path %s leads to its value', (path, value, found) => {
  expect(valueAt(value, pathOf(path) ?? ['not', 'parsed'])).toEqual(found);
});

test.each(['', 'a', '.a | .b', '.a[]', '.a.', '.*42'])('%j is no path', (expression) => {
  expect(pathOf(expression)).toBeUndefined();
});
