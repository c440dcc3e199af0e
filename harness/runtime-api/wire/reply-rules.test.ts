import { describe, expect, test } from 'vitest';
import type { Invocation } from '../invocations/invocation.ts';
import { brokenInvocation, brokenRules, type Asked } from './reply-rules.ts';

const DATE = 'Date: Mon, 23 Nov 2026 09:00:00 GMT\r\n';
const OK = '{"status":"OK"}\n';

function reply(status: string, body: string, fields = ''): Buffer {
  return Buffer.from(
    `HTTP/1.1 ${status}\r\n${fields}${DATE}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
function error(errorType: string, errorMessage: string): string {
  return JSON.stringify({ errorMessage, errorType });
}
const refusal = error(
  'InvalidStateTransition',
  'State transition from Running to InitError failed for runtime. Error: x',
);
const asked = (more: Partial<Asked>): Asked => ({
  endpoint: 'response',
  methodFits: true,
  bodyBytes: 4,
  ...more,
});
const invocation: Invocation = {
  number: 1,
  requestId: 'id-1',
  event: Buffer.from('{}'),
  headers: [['Lambda-Runtime-Aws-Request-Id', 'id-1']],
  settleable: true,
  faults: [],
};

describe('a reply of the server', () => {
  test.each<[string, Buffer, Partial<Asked>]>([
    ['an acceptance', reply('202 Accepted', OK), {}],
    ['a refusal', reply('403 Forbidden', refusal), { endpoint: 'init-error' }],
    [
      'an unknown id',
      reply('400 Bad Request', error('InvalidRequestID', 'Invalid request ID')),
      { endpoint: 'error' },
    ],
    [
      'a response over the limit',
      reply('413 Too Large', error('RequestEntityTooLarge', 'x')),
      { bodyBytes: 6_291_557 },
    ],
    [
      'a wrong method',
      reply('405 Method Not Allowed', '', 'Allow: GET\r\n'),
      { endpoint: 'next', methodFits: false },
    ],
    [
      'a delivery',
      reply('200 OK', '{}', 'Lambda-Runtime-Aws-Request-Id: id-1\r\n'),
      { endpoint: 'next', delivered: invocation },
    ],
    ['an unknown path', reply('404 Not Found', 'nothing'), { endpoint: 'other' }],
  ])('may be %s', (_what, bytes, more) => {
    expect(brokenRules(bytes, asked(more))).toEqual([]);
  });

  test.each<[string, Buffer, Partial<Asked>]>([
    ['has an unterminated head', Buffer.from('HTTP/1.1 202 Accepted\r\n'), {}],
    ['begins with "HTTP/1.0 202 OK"', Buffer.from('HTTP/1.0 202 OK\r\n\r\n'), {}],
    ['has the header field ["Bad Name","1"]', reply('202 Accepted', OK, 'Bad Name: 1\r\n'), {}],
    ['is in a transfer coding', reply('202 Accepted', OK, 'Transfer-Encoding: chunked\r\n'), {}],
    [
      'has 16 bytes and the lengths [15]',
      Buffer.from(reply('202 Accepted', OK).toString().replace(': 16', ': 15')),
      {},
    ],
    ['has 16 bytes and the lengths [16, 16]', reply('202 Accepted', OK, 'Content-Length: 16\r\n'), {}],
    ['does not have exactly one date', reply('202 Accepted', OK, DATE), {}],
    ['has the status 500, and may have 200, 403', reply('500 Error', error('a', 'b')), { endpoint: 'next' }],
    ['has the status 202, and may have 405', reply('202 Accepted', OK), { methodFits: false }],
    ['is a 400 of the type "Other"', reply('400 Bad Request', error('Other', 'x')), {}],
    ['is a 400 of the type undefined', reply('400 Bad Request', 'no JSON'), {}],
    ['is an error without a message', reply('400 Bad Request', error('InvalidRequestID', '')), {}],
    ['refuses 4 bytes as too many', reply('413 Too Large', error('RequestEntityTooLarge', 'x')), {}],
    ['of a transition to Ready', reply('403 Forbidden', refusal), { endpoint: 'next' }],
    ['accepts with another body', reply('202 Accepted', '{}'), {}],
    ['accepts 6291557 bytes', reply('202 Accepted', OK), { bodyBytes: 6_291_557 }],
    ['delivers no invocation', reply('200 OK', '{}'), { endpoint: 'next' }],
    [
      'delivers without its Lambda-Runtime-Aws-Request-Id',
      reply('200 OK', '{}'),
      { endpoint: 'next', delivered: invocation },
    ],
    [
      'delivers another event',
      reply('200 OK', '[]', 'Lambda-Runtime-Aws-Request-Id: id-1\r\n'),
      { endpoint: 'next', delivered: invocation },
    ],
  ])('is wrong when it %s', (problem, bytes, more) => {
    expect(brokenRules(bytes, asked(more)).join('; ')).toContain(problem);
  });
});

function usual(
  deadline: string,
  id = 'id-1',
  arn = 'arn:aws:lambda:eu-central-1:123456789012:function:f',
): Invocation {
  return {
    ...invocation,
    usual: true,
    headers: [
      ['Lambda-Runtime-Aws-Request-Id', id],
      ['Lambda-Runtime-Deadline-Ms', deadline],
      ['Lambda-Runtime-Invoked-Function-Arn', arn],
    ],
  };
}

describe('an invocation of the server', () => {
  const NOW = 1_790_000_000_000;
  test.each([
    ['nothing is wrong', usual(String(NOW + 1)), []],
    ['its deadline is over', usual(String(NOW)), [`has the deadline ${NOW}`]],
    ['its deadline is in seconds', usual('1790000060'), ['has the deadline 1790000060']],
    ['its id is not in its headers', usual(String(NOW + 1), 'other'), ['has no request id']],
    ['its ARN is invalid', usual(String(NOW + 1), 'id-1', 'f'), ['has the ARN f']],
  ])('when %s', (_what, made, problems) => {
    expect(brokenInvocation(made, NOW)).toEqual(problems);
  });

  test('may be anything if a test chose its headers', () => {
    expect(brokenInvocation({ ...usual('never'), usual: false }, NOW)).toEqual([]);
  });
});
