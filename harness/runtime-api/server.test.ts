import { METADATA_TOKEN } from './protocol/stateless-routes.ts';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../trace/entry.ts';
import { Trace } from '../trace/trace.ts';
import { createGate, type Fault } from './invocations/faults.ts';
import type { Invocation } from './invocations/invocation.ts';
import { RawClient } from './testing/raw-client.ts';
import type { RuntimeApiOptions } from './server-options.ts';
import { RuntimeApiServer } from './server.ts';

const NEXT = 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: api\r\n\r\n';
const post = (id: string, body: string, kind = 'response'): string =>
  `POST /2018-06-01/runtime/invocation/${id}/${kind} HTTP/1.1\r\nHost: api\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

async function open(
  options: Omit<RuntimeApiOptions, 'trace'> = {},
): Promise<{ server: RuntimeApiServer; trace: Trace }> {
  const trace = new Trace();
  return { server: await RuntimeApiServer.listen({ ...options, trace: () => trace }), trace };
}

function invocation(number: number, event = `{"n":${number}}`, faults: readonly Fault[] = []): Invocation {
  return {
    number,
    requestId: `id-${number}`,
    event: Buffer.from(event),
    headers: [['Lambda-Runtime-Aws-Request-Id', `id-${number}`]],
    settleable: true,
    faults,
  };
}

const kinds = (trace: Trace): string[] => trace.entries.map((entry) => entry.kind);
const of = <K extends Entry['kind']>(trace: Trace, kind: K): Extract<Entry, { kind: K }>[] =>
  trace.entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind);

/** The server and a client whose first event was delivered four times. */
async function unsettled(): Promise<{ server: RuntimeApiServer; trace: Trace; client: RawClient }> {
  const { server, trace } = await open();
  const client = await RawClient.connect(server.port);
  server.invoke(invocation(1));
  for (let times = 1; times <= 4; times += 1) {
    client.send(NEXT);
    await client.until(new RegExp(`(?:\\{"n":1\\}[^]*){${times}}`));
  }
  return { server, trace, client };
}

/** What a runtime receives when its poll gets these faults. */
async function served(faults: readonly Fault[]): Promise<{ text: string; trace: Trace; closed: boolean }> {
  const { server, trace } = await open();
  await using _ = server;
  await using client = await RawClient.connect(server.port);
  client.send(NEXT);
  server.invoke(invocation(1, '{"text":"abcdefgh"}', faults));
  await trace.waitFor((entry) => entry.kind === 'reply-completed' || entry.kind === 'connection-closed', {
    awaited: 'the reply',
    limitMs: 2000,
  });
  if (faults.some((fault) => ['truncate', 'until-close', 'close-after-reply'].includes(fault.fault)))
    await client.untilClosed();
  else await client.until(/h"\}|0\r\n\r\n$|\r\n\r\n$/);
  return { text: client.text, trace, closed: client.closed };
}

describe('the Runtime API server', () => {
  test('serves invocations over one kept connection', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(NEXT);
    server.invoke(invocation(1));
    expect(await client.until(/\{"n":1\}/)).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)*Content-Length: 7\r\n/);
    client.send(post('id-1', '"done"'));
    expect(await client.until(/"status":"OK"/)).toContain('HTTP/1.1 202 Accepted');

    expect(of(trace, 'request').map((entry) => entry.endpoint)).toEqual(['next', 'response']);
    expect(of(trace, 'request-body')[1]?.body.bytes.toString()).toBe('"done"');
    expect(of(trace, 'connection-opened')).toHaveLength(1);
  });

  test('does not give the next process in the same environment an event of the one before', async () => {
    const { server } = await open();
    await using _ = server;
    const killed = await RawClient.connect(server.port);
    killed.send(NEXT);
    server.invoke(invocation(1));
    await killed.until(/\{"n":1\}/);
    await killed[Symbol.asyncDispose]();

    server.reset();
    await using client = await RawClient.connect(server.port);
    client.send(NEXT);
    server.invoke(invocation(2));

    expect(await client.until(/\{"n":\d\}/)).toContain('{"n":2}');
  });

  describe('a runtime that polls again and again without a result', () => {
    test('gets its event again at a pace', async () => {
      const { server, trace, client } = await unsettled();
      await using _ = server;
      client.send(NEXT);

      await client.until(/(?:\{"n":1\}[^]*){5}/);

      const waited = of(trace, 'invocation-delivered').map(
        ({ at, exchange }) =>
          at - (of(trace, 'request').find((request) => request.exchange === exchange)?.at ?? Number.NaN),
      );
      expect(waited).toHaveLength(5);
      // Timers of Node may fire a millisecond early.
      expect(waited[4]).toBeGreaterThan(45);
    });

    test('gets the next event when its result arrives meanwhile', async () => {
      const { server, client } = await unsettled();
      await using _ = server;
      await using other = await RawClient.connect(server.port);
      client.send(NEXT);
      other.send(post('id-1', '"late"'));
      await other.until(/202 Accepted/);

      server.invoke(invocation(2));

      await client.until(/\{"n":2\}/);
      expect(client.text.match(/\{"n":1\}/g)).toHaveLength(4);
    });

    test('is not refused while its result is in transit', async () => {
      const { server, trace, client } = await unsettled();
      await using _ = server;
      await using other = await RawClient.connect(server.port);
      client.send(NEXT);
      const result = post('id-1', '"late"');
      other.send(result.slice(0, -1));
      const { at } = await trace.waitFor(
        (entry) => entry.kind === 'request' && entry.endpoint === 'response',
        { awaited: 'the result', limitMs: 2000 },
      );
      // Longer than the pace.
      await expect.poll(() => trace.now() - at).toBeGreaterThan(120);
      expect(client.text).not.toContain('403');
      other.send(result.slice(-1));
      await other.until(/202 Accepted/);

      server.invoke(invocation(2));

      await client.until(/\{"n":2\}/);
      expect(client.text.match(/HTTP\/1\.1 200/g)).toHaveLength(5);
    });

    test('gets nothing after it has disconnected', async () => {
      const { server, trace, client } = await unsettled();
      await using _ = server;
      client.send(NEXT);
      await trace.waitFor((entry) => entry.kind === 'request-body' && entry.exchange === 5, {
        awaited: 'the last poll',
        limitMs: 2000,
      });
      await client[Symbol.asyncDispose]();
      await server.drained();
      await using next = await RawClient.connect(server.port);
      next.send(NEXT);

      await next.until(/\{"n":1\}/);

      expect(of(trace, 'invocation-delivered')).toHaveLength(5);
    });
  });

  test('delivers one event at a time when two polls wait, to the older one first', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using one = await RawClient.connect(server.port);
    await using two = await RawClient.connect(server.port);
    one.send(NEXT);
    await trace.waitFor((entry) => entry.kind === 'request-body', { awaited: 'a poll', limitMs: 2000 });
    two.send(NEXT);
    await trace.waitFor(() => of(trace, 'request-body').length === 2, {
      awaited: 'two polls',
      limitMs: 2000,
    });
    await new Promise(setImmediate);
    expect(server.waitingPolls).toBe(2);

    server.invoke(invocation(1));
    server.invoke(invocation(2));
    await one.until(/"n":1/);
    one.send(post('id-1', '1'));
    await one.until(/OK"/);
    expect(server.waitingPolls).toBe(1);
    one.send(NEXT);

    expect(await two.until(/"n":/)).toContain('"n":2');
    expect(one.text).not.toContain('"n":2');
  });

  test('gives the event to a connected poll when an older one has disconnected', async () => {
    const { server, trace } = await open();
    await using _ = server;
    const gone = await RawClient.connect(server.port);
    gone.send(NEXT);
    await trace.waitFor((entry) => entry.kind === 'request-body', { awaited: 'the poll', limitMs: 2000 });
    await gone[Symbol.asyncDispose]();
    await trace.waitFor((entry) => entry.kind === 'connection-closed', { awaited: 'its end', limitMs: 2000 });
    await using stays = await RawClient.connect(server.port);
    stays.send(NEXT);
    await trace.waitFor(() => of(trace, 'request-body').length === 2, {
      awaited: 'its poll',
      limitMs: 2000,
    });
    await new Promise(setImmediate);

    server.invoke(invocation(1));

    expect(await stays.until(/"n":1/)).toContain('"n":1');
    expect(of(trace, 'connection-closed')[0]).toMatchObject({ by: 'runtime', pending: 1 });
  });

  test('answers pipelined requests in order and records them as pipelined', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);
    server.invoke(invocation(1));

    client.send(NEXT + post('id-1', '1') + 'GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n');

    expect(await client.until(/pong/)).toMatch(/200 OK[\s\S]*202 Accepted[\s\S]*200 OK[\s\S]*pong/);
    expect(of(trace, 'request').map(({ pipelined }) => pipelined)).toEqual([false, true, true]);
  });

  test('records a separate request before the reply as pipelined', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);
    client.send(NEXT);
    await trace.waitFor((entry) => entry.kind === 'request-body', { awaited: 'the poll', limitMs: 2000 });
    client.send(post('id-1', '1'));
    // A reply on a second connection shows that the bytes have had time to arrive.
    await using other = await RawClient.connect(server.port);
    other.send('GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n');
    await other.until(/pong/);

    server.invoke(invocation(1));

    expect(await client.until(/202 Accepted/)).toContain('"n":1');
    expect(of(trace, 'request').map(({ pipelined }) => pipelined)).toEqual([false, false, true]);
  });

  test('detects a body longer than its Content-Length, even without a line feed', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(post('no-such-id', '{}').replace('{}', '{"longer":true}'));

    await client.until(/malformed/);
    expect(of(trace, 'protocol-problem')).toMatchObject([{ problem: 'not-http' }]);
    expect(of(trace, 'request').length).toBe(1);
  });

  test('finds the length of a body after more header fields than it keeps', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(post('no-such-id', '{}').replace('Host:', `${'a: b\r\n'.repeat(20_000)}Host:`));

    expect(await client.until(/400 Bad Request/)).toContain('InvalidRequestID');
    expect(of(trace, 'request-body')).toMatchObject([
      { framing: { kind: 'content-length' }, body: { length: 2 } },
    ]);
    expect(of(trace, 'request')[0]?.headers.length).toBeLessThan(11_000);
  });

  test('does not record a request as pipelined because of an empty line after the one before', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(`${NEXT}\r\n`);
    await trace.waitFor((entry) => entry.kind === 'request-body', { awaited: 'the poll', limitMs: 2000 });
    server.invoke(invocation(1));
    await client.until(/"n":1/);
    client.send(post('id-1', '1'));
    await client.until(/202 Accepted/);

    expect(of(trace, 'request').map(({ pipelined }) => pipelined)).toEqual([false, false]);
  });

  test.each(['one at a time', 'several at once'])(
    'restores %s under SnapStart, over a connection that it resets after the reply',
    async (mode) => {
      const { server, trace } = await open({ snapStart: true, concurrent: mode === 'several at once' });
      await using _ = server;
      await using client = await RawClient.connect(server.port);
      client.send(NEXT.replace('invocation/next', 'restore/next'));
      await trace.waitFor(({ kind }) => kind === 'request-body', { awaited: 'the call', limitMs: 2000 });
      expect(server.phase()).toBe('RestoreReady');

      server.restore('reset');

      expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)*Content-Length: 0\r\n/);
      expect(server.phase()).toBe('Restoring');
      expect(of(trace, 'connection-closed')[0]).toMatchObject({ by: 'server', how: 'reset' });
    },
  );

  test('gives credentials for the token under SnapStart, and others after the restore', async () => {
    const { server } = await open({ snapStart: true });
    await using _ = server;
    const ask = async (token: string): Promise<Response> =>
      fetch(`http://${server.address}/2021-04-23/credentials`, { headers: { Authorization: token } });
    const keys = async (): Promise<unknown> =>
      (await ask(server.credentials.variablesAt('')['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? '')).json();

    const before = await keys();
    expect(before).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/), Token: expect.any(String) });
    expect((await ask('guessed')).status).toBe(404);

    await using client = await RawClient.connect(server.port);
    client.send(NEXT.replace('invocation/next', 'restore/next'));
    await expect.poll(() => server.phase()).toBe('RestoreReady');
    server.restore();

    expect(await keys()).not.toEqual(before);
  });

  test.each([
    ['other', 'GET /nowhere HTTP/1.1\r\nHost: api\r\n\r\n', 404],
    [
      'wrong method',
      'POST /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: api\r\nContent-Length: 0\r\n\r\n',
      405,
    ],
    ['unknown id', post('no-such-id', '1'), 400],
    ['second init error', NEXT.replace('GET', 'POST').replace('invocation/next', 'init/error'), 202],
    ['restore without SnapStart', NEXT.replace('invocation/next', 'restore/next'), 404],
    [
      'metadata without a token',
      'GET /2026-01-15/metadata/execution-environment HTTP/1.1\r\nHost: api\r\n\r\n',
      401,
    ],
    [
      'metadata',
      `GET /2026-01-15/metadata/execution-environment HTTP/1.1\r\nHost: api\r\nAuthorization: Bearer ${METADATA_TOKEN}\r\n\r\n`,
      200,
    ],
    ['credentials', 'GET /2021-04-23/credentials HTTP/1.1\r\nHost: api\r\n\r\n', 404],
    ['telemetry', 'PUT /2022-07-01/telemetry HTTP/1.1\r\nHost: api\r\nContent-Length: 2\r\n\r\n{}', 202],
    [
      'extension',
      'POST /2020-01-01/extension/register HTTP/1.1\r\nHost: api\r\nContent-Length: 2\r\n\r\n{}',
      200,
    ],
  ])('answers %s', async (_name, request, status) => {
    const { server } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(request);

    expect(await client.until(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test.each([
    ['tls-hello', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])],
    ['http2-preface', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    ['bad-request-line', Buffer.from('HELLO\r\n\r\n')],
    [
      'not-http',
      Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 37 + 129) % 256 || 1)).fill(0x81, 0, 20),
    ],
    ['headers-too-large', Buffer.from(`GET / HTTP/1.1\r\nX: ${'x'.repeat(2 * 1024 * 1024 + 10)}`)],
    ['bad-content-length', Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n')],
    [
      'conflicting-lengths',
      Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'),
    ],
    ['unknown-transfer-coding', Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n')],
    [
      'bad-chunk-size',
      Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'),
    ],
    [
      'bad-chunk-end',
      Buffer.from('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc'),
    ],
  ])('records %s, refuses it and closes', async (problem, bytes) => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(bytes);
    await client.untilClosed();

    expect(of(trace, 'protocol-problem').map((entry) => entry.problem)).toContain(problem);
    await using other = await RawClient.connect(server.port);
    other.send('GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n');
    expect(await other.until(/pong/)).toContain('pong');
  });

  test.each([
    ['length-and-chunked', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
    ['bare-line-feed', 'Content-Length: 3\nX: y\n\nabc'],
    ['bad-header-name', 'Bad Name: 1\r\nContent-Length: 3\r\n\r\nabc'],
    ['control-character-in-header', 'X: a\u0001b\r\nContent-Length: 3\r\n\r\nabc'],
    ['bad-header-line', 'nonsense\r\nContent-Length: 3\r\n\r\nabc'],
    ['repeated-length', 'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc'],
    ['empty-line', 'Content-Length: 3\r\n\r\nabc\r\n'],
  ])('records %s and still reads the request', async (problem, rest) => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);

    client.send(`POST /x HTTP/1.1\r\nHost: a\r\n${rest}`);
    await client.until(/404/);

    expect(of(trace, 'protocol-problem').map((entry) => entry.problem)).toEqual([problem]);
    expect(of(trace, 'request-body')[0]?.body.bytes.toString()).toBe('abc');
  });

  test('reads a chunked body with extensions and trailers, one byte at a time', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);
    const request =
      'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nTrailer-One: yes\r\n\r\n';

    for (const byte of request) {
      client.send(byte);
      await new Promise(setImmediate);
    }
    await client.until(/404/);

    expect(of(trace, 'request-body')[0]).toMatchObject({
      framing: { kind: 'chunked', chunks: [3, 2] },
      trailers: [['Trailer-One', 'yes']],
    });
    expect(of(trace, 'protocol-problem')).toEqual([]);
  });

  test('keeps the beginning of a body that is far too long, and stops reading it', async () => {
    const { server, trace } = await open();
    await using _ = server;
    await using client = await RawClient.connect(server.port);
    // One without a length may be a stream, which may be longer.
    client.send('POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 80000000\r\n\r\n');
    const megabyte = Buffer.alloc(1024 * 1024, 'x');

    for (let count = 0; count < 70 && !client.closed; count += 1) {
      client.send(megabyte);
      await new Promise(setImmediate);
    }
    await client.untilClosed();

    expect(of(trace, 'protocol-problem').map((entry) => entry.problem)).toEqual(['body-too-large']);
  });

  describe('misbehaves on command', () => {
    test.each<[string, Fault, RegExp]>([
      [
        'headers removed',
        { fault: 'headers', edits: [{ edit: 'remove', name: 'lambda-runtime-aws-request-id' }] },
        /^(?!.*Request-Id)/s,
      ],
      [
        'headers set',
        { fault: 'headers', edits: [{ edit: 'set', name: 'lambda-runtime-aws-request-id', value: '' }] },
        /Request-Id: \r\n/,
      ],
      [
        'headers added',
        { fault: 'headers', edits: [{ edit: 'add', name: 'Lambda-Runtime-Aws-Request-Id', value: 'b' }] },
        /Request-Id: id-1\r\n[\s\S]*Request-Id: b\r\n/,
      ],
      [
        'headers in other case',
        { fault: 'headers', edits: [{ edit: 'rename', rename: (name) => name.toLowerCase() }] },
        /lambda-runtime-aws-request-id: id-1/,
      ],
      [
        'other blanks around values',
        { fault: 'blanks', before: '', after: ' \t' },
        /Request-Id:id-1 \t\r\n[\s\S]*Content-Length: 19\r\n/,
      ],
      ['reason', { fault: 'reason', reason: '' }, /^HTTP\/1\.1 200 \r\n/],
      ['body', { fault: 'body', body: Buffer.from('{"a":h"}') }, /Content-Length: 8\r\n[\s\S]*\{"a":h"\}$/],
      [
        'chunks',
        { fault: 'chunked', sizes: [4, 9] },
        /Transfer-Encoding: chunked[\s\S]*\r\n\r\n4\r\n\{"te\r\n9\r\nxt":"abcd\r\n4\r\nefgh\r\n2\r\n"\}\r\n0\r\n\r\n$/,
      ],
      ['chunk extensions', { fault: 'chunked', sizes: [100], extensions: true }, /13;part=1;note="a, b"\r\n/],
      ['segments', { fault: 'segments', sizes: [10], pauseMs: 0 }, /abcdefgh"\}$/],
      [
        'interim replies',
        { fault: 'interim', statuses: [100, 103] },
        /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 103 Early Hints\r\n\r\nHTTP\/1\.1 200/,
      ],
      ['status', { fault: 'delay', ms: 1 }, /^HTTP\/1\.1 200/],
    ])('%s', async (_name, fault, expected) => {
      const { text, trace } = await served([fault]);

      expect(text).toMatch(expected);
      expect(of(trace, 'fault')).toHaveLength(1);
    });

    test.each<[string, Fault, RegExp]>([
      [
        'truncated',
        { fault: 'truncate', bodyBytes: 5, closing: 'end' },
        /Content-Length: 19[\s\S]*\r\n\r\n\{"tex$/,
      ],
      [
        'until close',
        { fault: 'until-close' },
        /^(?!.*Content-Length)[\s\S]*Connection: close[\s\S]*abcdefgh"\}$/,
      ],
      [
        'closed after the reply, announced',
        { fault: 'close-after-reply', announced: true, closing: 'end' },
        /Connection: close[\s\S]*abcdefgh"\}$/,
      ],
      [
        'closed after the reply, not announced',
        { fault: 'close-after-reply', announced: false, closing: 'end' },
        /^(?!.*Connection: close)[\s\S]*abcdefgh"\}$/,
      ],
    ])('%s, and the connection ends', async (_name, fault, expected) => {
      const { text, trace, closed } = await served([fault]);

      expect(text).toMatch(expected);
      expect(closed).toBe(true);
      expect(of(trace, 'connection-closed')[0]).toMatchObject({ by: 'server' });
    });

    test.each<[string, Fault]>([
      ['at the head', { fault: 'drop-at-head', closing: 'reset' }],
      ['in the body', { fault: 'drop-in-body', bodyBytes: 3, closing: 'end' }],
    ])('drops an upload %s and accepts it when it is sent again', async (_name, fault) => {
      const { server, trace } = await open();
      await using _ = server;
      server.faults.arm('response', [fault]);
      await using first = await RawClient.connect(server.port);
      first.send(NEXT);
      server.invoke(invocation(1));
      await first.until(/"n":1/);

      first.send(post('id-1', 'a longer body').slice(0, -3));
      await first.untilClosed();
      await using second = await RawClient.connect(server.port);
      second.send(post('id-1', 'a longer body'));

      expect(await second.until(/OK"/)).toContain('202 Accepted');
      expect(kinds(trace)).toContain('request-aborted');
    });

    test('settles an invocation whose result it refuses, and continues', async () => {
      const { server } = await open();
      await using _ = server;
      server.faults.arm('response', [{ fault: 'status', status: 413, body: 'too large' }]);
      await using client = await RawClient.connect(server.port);
      client.send(NEXT);
      server.invoke(invocation(1));
      await client.until(/"n":1/);

      client.send(post('id-1', '1'));
      await client.until(/413 Request Entity Too Large[\s\S]*too large/);
      client.send(NEXT);
      server.invoke(invocation(2));

      expect(await client.until(/"n":2/)).toContain('"n":2');
    });

    test('refuses a poll without moving the state machine', async () => {
      const { server } = await open();
      await using _ = server;
      server.faults.arm('next', [{ fault: 'status', status: 500 }], { times: 2 });
      await using client = await RawClient.connect(server.port);

      client.send(NEXT + NEXT + NEXT);
      server.invoke(invocation(1));

      expect(await client.until(/"n":1/)).toMatch(/500 [\s\S]*500 [\s\S]*200 OK/);
    });

    test('holds a reply until the gate opens', async () => {
      const { server, trace } = await open();
      await using _ = server;
      const gate = createGate();
      server.faults.arm('response', [{ fault: 'hold', gate }]);
      await using client = await RawClient.connect(server.port);
      client.send(NEXT);
      server.invoke(invocation(1));
      await client.until(/"n":1/);
      client.send(post('id-1', '1'));
      await trace.waitFor((entry) => entry.kind === 'fault', { awaited: 'the fault', limitMs: 2000 });
      await new Promise(setImmediate);

      expect(client.text).not.toContain('202 Accepted');
      gate.open();
      expect(await client.until(/202 Acc/)).toContain('202 Accepted');
    });

    test('closes a connection some time after its reply, and answers nothing on it until then', async () => {
      const { server, trace } = await open();
      await using _ = server;
      const gate = createGate();
      await using old = await RawClient.connect(server.port);
      old.send(NEXT);
      const faults: Fault[] = [{ fault: 'close-after-reply', announced: true, closing: 'end', gate }];
      server.invoke(invocation(1, '{"n":1}', faults));
      await old.until(/"n":1/);
      old.send(post('id-1', '1'));
      await using fresh = await RawClient.connect(server.port);
      fresh.send(post('id-1', '1'));
      await fresh.until(/OK"/);

      expect(old.text).toMatch(/Connection: close[\s\S]*\{"n":1\}$/);
      expect(old.closed).toBe(false);
      expect(of(trace, 'reply-completed')).toHaveLength(2);
      gate.open();
      await old.untilClosed();
      expect(of(trace, 'connection-closed')[0]).toMatchObject({ by: 'server', connection: 1 });
    });

    test('sends no interim reply to a request that expects one, and reads its body', async () => {
      const { server, trace } = await open();
      await using _ = server;
      server.faults.arm('response', [{ fault: 'no-continue' }], { times: 2 });
      await using client = await RawClient.connect(server.port);
      client.send(NEXT);
      server.invoke(invocation(1));
      await client.until(/"n":1/);
      const [head = '', body = ''] = post('id-1', '"late"')
        .replace('Host', 'Expect: 100-continue\r\nHost')
        .split(/(?<=\r\n\r\n)/);

      client.send(head);
      await trace.waitFor((entry) => entry.kind === 'fault', { awaited: 'the head', limitMs: 2000 });
      await new Promise(setImmediate);
      expect(client.text).toMatch(/"n":1\}$/);
      client.send(body);
      expect(await client.until(/OK"/)).toMatch(/"n":1\}HTTP\/1\.1 202/);

      expect(of(trace, 'fault')).toHaveLength(1);
      client.send(post('id-1', 'again'));
      await client.until(/Invalid|OK"[\s\S]*HTTP/);
      expect(of(trace, 'fault')).toHaveLength(1);
    });

    test('is reached at `0.0.0.0`, over loopback only', async () => {
      const trace = new Trace();
      await using server = await RuntimeApiServer.listen({ trace: () => trace, host: '0.0.0.0' });
      await using client = await RawClient.connect(server.port, '0.0.0.0');
      client.send('GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n');

      expect(await client.until(/pong/)).toContain('pong');
      expect(server.address).toBe(`0.0.0.0:${server.port}`);
      await using elsewhere = await RawClient.connect(server.port, '127.0.0.2');
      expect(elsewhere.closed).toBe(true);
    });

    test('goes away and comes back on the same port', async () => {
      const { server } = await open();
      await using _ = server;
      await using client = await RawClient.connect(server.port);
      client.send(NEXT);

      server.gone();
      await client.untilClosed();
      await using refused = await RawClient.connect(server.port);
      expect(refused.closed).toBe(true);
      await server.listen();
      await using again = await RawClient.connect(server.port);
      again.send('GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n');

      expect(await again.until(/pong/)).toContain('pong');
    });
  });
});
