import http from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pinnedAnswerOf, lineOf } from './pinned-answer.ts';
import {
  pinnedCallNames,
  pinnedCalls,
  pinnedStates,
  type PinnedCall,
  type PinnedState,
} from './pinned-answers.ts';
import type { ClientStep } from './step.ts';
import { RuntimeApi, type InProcessApiOptions } from '../../harness/runtime-api/msw.ts';

const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());

function open(options?: InProcessApiOptions): RuntimeApi {
  const api = new RuntimeApi(options);
  server.use(...api.handlers);
  return api;
}

describe('a runtime in this process', () => {
  test.each(['fetch', 'node:http'])('gets events and posts results with %s', async (client) => {
    const api = open();
    const send = client === 'fetch' ? byFetch : byHttp;
    const poll = async (): Promise<void> => {
      const { id, body } = await send(api, 'GET', 'invocation/next');
      await send(api, 'POST', `invocation/${id}/response`, body.toUpperCase());
      return poll();
    };
    void poll();

    const outcomes = await Promise.all([api.invoke({ a: 'x' }), api.invoke('y')]);

    expect(outcomes.map(({ kind, json }) => [kind, json])).toEqual([
      ['response', { A: 'X' }],
      ['response', 'Y'],
    ]);
    await expect.poll(() => api.phase).toBe('Ready');
    expect(api.trace.entries.flatMap((entry) => (entry.kind === 'request' ? [entry.endpoint] : []))).toEqual([
      'next',
      'response',
      'next',
      'response',
      'next',
    ]);
  });

  test('has a limited time to settle', async () => {
    const api = open();

    await expect(api.invoke(1, { limitMs: 5 })).rejects.toThrow('no outcome was posted within 5 ms');
    expect(api.trace.entries.at(-1)).toMatchObject({ kind: 'wait-expired', limitMs: 5 });
  });

  test('that aborts a poll gets no event through it', async () => {
    const api = open();
    const left = new AbortController();
    const poll = fetch(`http://${api.address}/2018-06-01/runtime/invocation/next`, { signal: left.signal });
    await expect.poll(() => api.waitingPolls).toBe(1);

    left.abort();
    await expect(poll).rejects.toThrow('aborted');

    expect(api.waitingPolls).toBe(0);
    const next = byFetch(api, 'GET', 'invocation/next');
    void api.invoke('for the second poll').catch(() => {});
    expect((await next).body).toBe('"for the second poll"');
  });

  test('waits for a restore under SnapStart, and elsewhere finds no such endpoint', async () => {
    const [api, other] = [open({ snapStart: true }), open()];
    const waiting = byFetch(api, 'GET', 'restore/next');
    await expect.poll(() => api.phase).toBe('RestoreReady');

    api.restore();

    expect(await waiting).toMatchObject({ status: 200, body: '' });
    expect(api.phase).toBe('Restoring');
    expect(await byFetch(other, 'GET', 'restore/next')).toMatchObject({ status: 404 });
  });

  test('does not share its state with another one', async () => {
    const [failed, other] = [open(), open()];

    await byFetch(failed, 'POST', 'init/error', '{}');

    expect([failed.phase, other.phase]).toEqual(['InitError', 'Started']);
    expect(open({ address: '127.0.0.1:1' }).address).toBe('127.0.0.1:1');
  });

  test('that polls again while an invocation is unsettled is refused with `repeatedNext: refuse`', async () => {
    const api = open({ repeatedNext: 'refuse' });
    void api.invoke(1).catch(() => {});
    await byFetch(api, 'GET', 'invocation/next');

    expect(await byFetch(api, 'GET', 'invocation/next')).toMatchObject({ status: 403 });
  });
});

/** Without sockets, partial uploads are impossible. */
const states = Object.entries<PinnedState>(pinnedStates).filter(([, { reach }]) =>
  reach.every((step) => ['invoke', 'call', 'restore'].includes(step.do)),
);

test('most of the pinned states are reachable', () => {
  expect(states.length).toBeGreaterThan(5);
});

test.each(states)('in %s every call is answered as it is over a socket', async (_name, { reach, row }) => {
  const answers: [PinnedCall, string][] = [];
  for (const pinnedCall of pinnedCallNames) answers.push([pinnedCall, await answerAfter(reach, pinnedCall)]);

  expect(answers).toEqual(pinnedCallNames.map((pinnedCall) => [pinnedCall, row[pinnedCall]]));
});

async function answerAfter(reach: readonly ClientStep[], pinnedCall: PinnedCall): Promise<string> {
  const api = open({ snapStart: true });
  for (const step of reach) {
    if (step.do === 'invoke') void api.invoke({}).catch(() => {});
    else if (step.do === 'call') await call(api, step);
    else if (step.do === 'restore') api.restore();
  }
  const before = api.phase;
  const reply = await call(api, pinnedCalls[pinnedCall]);
  const answer =
    reply === undefined
      ? 'blocks'
      : pinnedAnswerOf(
          {
            status: reply.status,
            headers: [...reply.headers],
            body: Buffer.from(await reply.arrayBuffer()),
          },
          reply.headers.has('lambda-runtime-aws-request-id'),
        );
  return api.phase === before ? answer : `${answer} > ${api.phase}`;
}

type Called = Omit<Extract<ClientStep, { do: 'call' }>, 'do' | 'client'>;

/** The reply, or undefined if the call blocks. */
async function call(
  api: RuntimeApi,
  { call: name, id, mode, size = 6 }: Called,
): Promise<Response | undefined> {
  const delivered = api.trace.entries.flatMap((entry) =>
    entry.kind === 'invocation-delivered' ? [entry.requestId] : [],
  );
  const ids = {
    current: delivered.at(-1) ?? 'none-delivered',
    earlier: delivered.at(-2) ?? 'none-earlier',
    unknown: 'no-such-id',
    blank: '',
  };
  const [method, target] = lineOf(name, id === undefined ? {} : { requestId: ids[id] });
  const [blocked, before] = [api.waitingPolls, api.phase];
  const reply = fetch(`http://${api.address}${target}`, {
    method,
    ...(method === 'GET' ? {} : { body: 'x'.repeat(size) }),
    ...(mode === undefined ? {} : { headers: { 'Lambda-Runtime-Function-Response-Mode': mode } }),
  });
  const blocks = async (): Promise<undefined> => {
    const restores = (): boolean => before !== 'RestoreReady' && api.phase === 'RestoreReady';
    while (api.waitingPolls === blocked && !restores()) await turn();
  };
  return Promise.race([reply, blocks()]);
}

interface Reply {
  readonly status: number;
  readonly id: string;
  readonly body: string;
}

async function byFetch(api: RuntimeApi, method: string, path: string, body?: string): Promise<Reply> {
  const reply = await fetch(`http://${api.address}/2018-06-01/runtime/${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  const id = reply.headers.get('lambda-runtime-aws-request-id') ?? '';
  return { status: reply.status, id, body: await reply.text() };
}

function byHttp(api: RuntimeApi, method: string, path: string, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const url = `http://${api.address}/2018-06-01/runtime/${path}`;
    // Called as a member of the module, because msw replaces its members.
    const sent = http.request(url, { method }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('end', () => {
        const id = String(reply.headers['lambda-runtime-aws-request-id']);
        resolve({ status: reply.statusCode ?? 0, id, body: Buffer.concat(parts).toString() });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
