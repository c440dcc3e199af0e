import { http, HttpResponse, type DefaultBodyType, type StrictRequest } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { toErrorDocument } from './errors.ts';
import { Exchange } from './exchange.ts';
import { RuntimeApiClient } from './runtime-api-client.ts';

const API = 'http://127.0.0.1:9001/2018-06-01/runtime';
const RESULT = { contentType: 'application/json', body: Buffer.from('{"ok":true}') };
const EVENT_HEADERS = { 'Lambda-Runtime-Aws-Request-Id': 'id-1' };

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

const server = setupServer();
const never = new AbortController().signal;
const log = vi.fn<(text: string) => void>();
let seen: Seen[] = [];
let pauses: number[] = [];
let client: RuntimeApiClient;

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  log.mockClear();
  pauses = [];
  client = new RuntimeApiClient('127.0.0.1:9001', log, async (ms) => void pauses.push(ms));
});
afterEach(() => server.resetHandlers());

/** Answers the requests in turn; every further request gets the last answer. */
function answer(...replies: [Reply, ...Reply[]]): void {
  let count = 0;
  const resolver = async ({ request }: { request: StrictRequest<DefaultBodyType> }): Promise<Response> => {
    seen.push({
      method: request.method,
      path: new URL(request.url).pathname,
      headers: request.headers,
      body: await request.text(),
    });
    const reply = replies[Math.min(count, replies.length - 1)] ?? replies[0];
    count += 1;
    return reply();
  };
  server.use(http.all(`${API}/*`, resolver), http.all('http://elsewhere.test/*', resolver));
}

type Reply = () => Response;
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (): Response =>
    new HttpResponse(code === 204 ? null : '{"errorType":"Some.Error","errorMessage":"secret"}', {
      status: code,
      headers,
    });
const event =
  (headers: Record<string, string> = EVENT_HEADERS) =>
  (): Response =>
    HttpResponse.json({ n: 1 }, { headers });
const dropped = (): Response => HttpResponse.error();

describe('next', () => {
  test('polls the documented path without a body and with a User-Agent', async () => {
    answer(event());

    const invocation = await client.next(never);

    expect(invocation).toMatchObject({ requestId: 'id-1', body: Buffer.from('{"n":1}') });
    expect(seen).toMatchObject([{ method: 'GET', path: '/2018-06-01/runtime/invocation/next', body: '' }]);
    expect(seen[0]?.headers.get('user-agent')).toMatch(/^lambdaspec-reference-runtime\/\d/);
    expect(seen[0]?.headers.has('content-type')).toBe(false);
    expect(seen[0]?.headers.has('content-length')).toBe(false);
  });

  test('fails at once on a 500, even one that looks like an event', async () => {
    answer(status(500, EVENT_HEADERS));

    await expect(client.next(never)).rejects.toThrow(/answered with 500 Some\.Error/);
    expect(seen).toHaveLength(1);
  });

  test.each([
    ['a single 403', status(403, EVENT_HEADERS)],
    ['a dropped connection', dropped],
    ['a reply without a request id', event({})],
    ['a reply with a blank request id', event({ 'Lambda-Runtime-Aws-Request-Id': ' ' })],
  ])('survives %s, and logs it', async (_what, reply) => {
    answer(reply, event());

    await expect(client.next(never)).resolves.toMatchObject({ requestId: 'id-1' });
    expect(log).toHaveBeenCalledOnce();
  });

  test.each([
    ['403', status(403, EVENT_HEADERS)],
    ['404', status(404)],
    ['429', status(429)],
    ['204', status(204, EVENT_HEADERS)],
    ['redirects', status(302, { Location: 'http://elsewhere.test/', ...EVENT_HEADERS })],
    ['dropped connections', dropped],
  ])('gives up after four spaced tries that all get %s', async (_what, reply) => {
    answer(reply);

    await expect(client.next(never)).rejects.toMatchObject({ name: 'Runtime.ApiFailure' });
    expect(seen.map(({ path }) => path)).toEqual(Array(4).fill('/2018-06-01/runtime/invocation/next'));
    expect(pauses).toEqual([0, 100, 250, 500]);
  });

  test('stops waiting when the signal fires', async () => {
    const stop = new AbortController();
    answer(() => {
      stop.abort();
      return event()();
    });

    await expect(client.next(stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toHaveLength(1);
  });
});

describe('respond', () => {
  test('posts the result under the id, with its type and its length in bytes', async () => {
    answer(status(202));

    await client.respond(
      { requestId: 'id-1' },
      { contentType: 'application/json', body: Buffer.from('"é😀"') },
    );

    expect(seen).toMatchObject([
      { method: 'POST', path: '/2018-06-01/runtime/invocation/id-1/response', body: '"é😀"' },
    ]);
    expect(seen[0]?.headers.get('content-type')).toBe('application/json');
    expect(seen[0]?.headers.get('content-length')).toBe('8');
    expect(seen[0]?.headers.has('lambda-runtime-function-response-mode')).toBe(false);
  });

  test.each([
    ['AZaz09-._~', 'AZaz09-._~'],
    ["!$&'()*+,;=:@", "!$&'()*+,;=:@"],
    ['a b/c%d?e#f', 'a%20b%2Fc%25d%3Fe%23f'],
    ['é😀', '%C3%A9%F0%9F%98%80'],
  ])('escapes in the id %s only what a path segment does not allow', async (requestId, segment) => {
    answer(status(202));

    await client.respond({ requestId }, RESULT);

    expect(seen[0]?.path).toBe(`/2018-06-01/runtime/invocation/${segment}/response`);
  });

  test.each(['.', '..'])('escapes the id %j, which would be a dot segment of the path', async (requestId) => {
    const send = vi.spyOn(Exchange.prototype, 'send');
    answer(status(202));

    await client.respond({ requestId }, RESULT);

    const segment = requestId.replaceAll('.', '%2E');
    const path = `/2018-06-01/runtime/invocation/${segment}/response`;
    expect(send).toHaveBeenCalledWith(expect.objectContaining({ path }));
  });

  test.each([200, 202, 204])('accepts %i as success', async (code) => {
    answer(status(code));

    await client.respond({ requestId: 'id-1' }, RESULT);

    expect(log).not.toHaveBeenCalled();
  });

  test.each([302, 400, 403, 410, 413])(
    'logs a refusal with %i, does not quote it and posts nothing more',
    async (code) => {
      answer(status(code, { Location: 'http://elsewhere.test/' }));

      await client.respond({ requestId: 'id-1' }, RESULT);

      expect(seen).toHaveLength(1);
      expect(log).toHaveBeenCalledWith(expect.stringContaining(`was refused: ${code} Some.Error`));
      expect(log).not.toHaveBeenCalledWith(expect.stringContaining('secret'));
    },
  );

  test('fails at once on a 500', async () => {
    answer(status(500));

    await expect(client.respond({ requestId: 'id-1' }, RESULT)).rejects.toThrow(
      /response was answered with 500/,
    );
    expect(seen).toHaveLength(1);
  });

  test('posts again over a new connection when the first breaks', async () => {
    answer(dropped, status(202));

    await client.respond({ requestId: 'id-1' }, RESULT);

    expect(seen.map(({ body }) => body)).toEqual(['{"ok":true}', '{"ok":true}']);
    expect(log).toHaveBeenCalledOnce();
  });

  test('gives up when connections keep breaking', async () => {
    answer(dropped);

    await expect(client.respond({ requestId: 'id-1' }, RESULT)).rejects.toMatchObject({
      name: 'Runtime.ApiFailure',
    });
    expect(seen).toHaveLength(2);
    expect(pauses).toEqual([0, 250]);
  });
});

describe('reportError', () => {
  test('posts the document with its media type and error type', async () => {
    answer(status(202));

    await client.reportError({ requestId: 'id-1' }, toErrorDocument(new TypeError('wrong')));

    expect(seen[0]).toMatchObject({ method: 'POST', path: '/2018-06-01/runtime/invocation/id-1/error' });
    expect(seen[0]?.headers.get('content-type')).toBe('application/vnd.aws.lambda.error+json');
    expect(seen[0]?.headers.get('lambda-runtime-function-error-type')).toBe('Function.TypeError');
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'wrong',
      requestId: 'id-1',
    });
  });

  test('fails at once on a 500', async () => {
    answer(status(500));

    await expect(client.reportError({ requestId: 'id-1' }, toErrorDocument('x'))).rejects.toThrow(
      /answered with 500/,
    );
  });
});

describe('reportInitError', () => {
  test.each([
    ['accepted', status(202), 0],
    ['refused', status(403), 1],
    ['answered with 500', status(500), 1],
    ['lost', dropped, 1],
  ])('posts once and never rejects when the report is %s', async (_what, reply, records) => {
    answer(reply);

    await client.reportInitError(toErrorDocument(new Error('no handler')));

    expect(seen.map(({ path }) => path)).toEqual(['/2018-06-01/runtime/init/error']);
    expect(log).toHaveBeenCalledTimes(records);
  });
});

test.each([
  undefined,
  '',
  'nohost',
  'host:',
  ':9001',
  'host:0',
  'host:65536',
  'http://host:1',
  'host:1/x',
  '::1:9001',
])('refuses the address %j with a message that names the variable', (address) => {
  expect(() => new RuntimeApiClient(address, log)).toThrow(/^AWS_LAMBDA_RUNTIME_API is/);
});

test.each(['127.0.0.1:9001', 'localhost:1', 'my-host.internal:65535', '[::1]:9001'])(
  'accepts the address %s',
  (address) => {
    expect(() => new RuntimeApiClient(address, log)).not.toThrow();
  },
);
