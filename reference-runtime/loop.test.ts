import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { FailureGuard } from './failure-guard.ts';
import type { Handler } from './handler.ts';
import { serve } from './loop.ts';
import { RuntimeApiClient } from './runtime-api-client.ts';

const API = 'http://127.0.0.1:9001/2018-06-01/runtime';

const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());
afterEach(() => server.resetHandlers());

interface Delivery {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

interface Served {
  /** What the Runtime API saw, in order: `next`, or the outcome of an invocation with its body. */
  readonly calls: string[];
  readonly logged: string;
}

/** Runs the loop on these deliveries, with the ids `id-0`, `id-1` …, and stops it at the poll after the last one. */
async function serveAll(
  handler: Handler,
  deliveries: readonly Delivery[],
  { status = 202, env = {} }: { status?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Served> {
  const calls: string[] = [];
  const records: string[] = [];
  const stop = new AbortController();
  const log = (text: string): void => void records.push(text);
  let count = 0;
  server.use(
    http.get(`${API}/invocation/next`, () => {
      calls.push('next');
      const delivery = deliveries[count];
      if (delivery === undefined) {
        stop.abort();
        return HttpResponse.error();
      }
      count += 1;
      return new HttpResponse(delivery.body, {
        headers: { 'Lambda-Runtime-Aws-Request-Id': `id-${count - 1}`, ...delivery.headers },
      });
    }),
    http.post(`${API}/invocation/:id/:kind`, async ({ params, request }) => {
      const body = await request.text();
      const what =
        params['kind'] === 'error' ? request.headers.get('lambda-runtime-function-error-type') : body;
      calls.push(`${String(params['id'])} ${String(params['kind'])} ${what}`);
      return new HttpResponse('{}', { status });
    }),
  );

  const api = new RuntimeApiClient('127.0.0.1:9001', log);
  const guard = new FailureGuard(new EventEmitter(), log);
  const served = serve({ api, handler, guard, env, log, stop: stop.signal });
  await served.catch((failure: unknown) => {
    if (!stop.signal.aborted) throw failure;
  });
  return { calls, logged: records.join('\n') };
}

const echo: Handler = (event) => event;
const failsOn1: Handler = async (event) => {
  if (event === 1) throw new RangeError('out of it');
  return event;
};
const good: Delivery = { body: '{"good":true}' };

test('keeps the order next, outcome, next for every invocation', async () => {
  const { calls } = await serveAll(echo, [{ body: '1' }, { body: ' null\n' }, { body: '"x"' }]);

  expect(calls).toEqual([
    'next',
    'id-0 response 1',
    'next',
    'id-1 response null',
    'next',
    'id-2 response "x"',
    'next',
  ]);
});

test('reports a handler that fails, logs it, and serves the next event', async () => {
  const { calls, logged } = await serveAll(failsOn1, [{ body: '1' }, good]);

  expect(calls).toEqual([
    'next',
    'id-0 error Function.RangeError',
    'next',
    'id-1 response {"good":true}',
    'next',
  ]);
  expect(logged).toContain('id-0 RangeError: out of it');
});

test.each([
  ['malformed', '{"marker":'],
  ['empty', ''],
  ['blank', ' '],
  ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
])(
  'reports a %s event without calling the handler or quoting it, and serves the next',
  async (_what, body) => {
    const handler = vi.fn<Handler>(echo);

    const { calls, logged } = await serveAll(handler, [{ body }, good]);

    expect(calls).toEqual([
      'next',
      'id-0 error Runtime.MalformedEvent',
      'next',
      'id-1 response {"good":true}',
      'next',
    ]);
    expect(handler).toHaveBeenCalledOnce();
    expect(logged).not.toContain('marker');
  },
);

test('reports a result that has no JSON form', async () => {
  const { calls } = await serveAll(() => () => {}, [good]);

  expect(calls).toEqual(['next', 'id-0 error Runtime.MarshalError', 'next']);
});

test('posts nothing more about an invocation whose response is refused', async () => {
  const handler = vi.fn<Handler>(echo);

  const { calls } = await serveAll(handler, [good, good], { status: 413 });

  expect(calls).toEqual([
    'next',
    'id-0 response {"good":true}',
    'next',
    'id-1 response {"good":true}',
    'next',
  ]);
  expect(handler).toHaveBeenCalledTimes(2);
});

test('ends when an outcome is answered with 500', async () => {
  await expect(serveAll(echo, [good, good], { status: 500 })).rejects.toThrow(/answered with 500/);
});

test('sets the trace variable before the handler runs, and removes a stale one', async () => {
  const env: NodeJS.ProcessEnv = {};
  const traced: Delivery = { body: '1', headers: { 'Lambda-Runtime-Trace-Id': 'Root=1' } };

  const { calls } = await serveAll(() => env['_X_AMZN_TRACE_ID'], [traced, good], { env });

  expect(calls).toEqual(['next', 'id-0 response "Root=1"', 'next', 'id-1 response null', 'next']);
  expect(env).toEqual({});
});
