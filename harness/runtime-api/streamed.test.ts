import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Entry, EntryOf } from '../trace/entry.ts';
import { Trace } from '../trace/trace.ts';
import { payloadTooLarge } from './protocol/answers.ts';
import { createGate, type Fault } from './invocations/faults.ts';
import { RawClient } from './testing/raw-client.ts';
import { RuntimeApiServer } from './server.ts';

const NEXT = 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: api\r\n\r\n';
const HEAD =
  'POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\nHost: api\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n\r\n';
const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');
const CHUNK = Buffer.concat([Buffer.from('100000\r\n'), MEGABYTE, Buffer.from('\r\n')]);
const END = '0\r\n\r\n';

/** A client that has an event and has begun to stream its response, with faults. */
async function streaming(
  ...faults: Fault[]
): Promise<AsyncDisposable & { server: RuntimeApiServer; trace: Trace; client: RawClient }> {
  const trace = new Trace();
  const server = await RuntimeApiServer.listen({ trace: () => trace });
  const client = await RawClient.connect(server.port);
  const headers = [['Lambda-Runtime-Aws-Request-Id', 'id-1']] as const;
  client.send(NEXT);
  server.invoke({
    number: 1,
    requestId: 'id-1',
    event: Buffer.from('{}'),
    headers,
    settleable: true,
    faults: [],
  });
  await client.until(/\{\}/);
  server.faults.arm('response', faults);
  client.send(HEAD);
  const close = async (): Promise<void> => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  };
  return { server, trace, client, [Symbol.asyncDispose]: close };
}

const isBody = (entry: Entry): entry is EntryOf<'request-body'> =>
  entry.kind === 'request-body' && entry.body.length > 0;

test('accepts a streamed response above 6 MiB, and keeps its digest instead of its bytes', async () => {
  await using streams = await streaming();
  const { trace, client } = streams;

  for (let count = 0; count < 8; count += 1) client.send(CHUNK);
  client.send(END);
  await client.until(/202 Accepted/);

  const body = trace.entries.find(isBody);
  expect(body?.body).toMatchObject({ length: 8 * MEGABYTE.length, cut: true });
  expect(body?.body.bytes.length).toBe(MEGABYTE.length);
  expect(body?.body.sha256).toBe(
    createHash('sha256')
      .update(Buffer.alloc(8 * MEGABYTE.length, 'x'))
      .digest('hex'),
  );
  expect(body?.arrivals?.at(-1)?.bytes).toBe(8 * MEGABYTE.length);
});

test('answers in the middle of a stream, drops the rest, and serves the next request', async () => {
  await using streams = await streaming({
    fault: 'answer-in-body',
    bodyBytes: 10,
    answer: payloadTooLarge(),
  });
  const { server, trace, client } = streams;

  client.send('a\r\n0123456789\r\n');
  await client.until(/413 Request[^]*RequestEntityTooLarge/);
  client.send(`3\r\nabc\r\n${END}${NEXT}`);
  await trace.waitFor((entry) => entry.kind === 'request' && entry.exchange === 3, {
    awaited: 'the next poll',
    limitMs: 2000,
  });

  expect(server.phase()).toBe('Ready');
  expect(trace.entries.some(isBody)).toBe(false);
});

test('stops reading until its gate opens', async () => {
  const gate = createGate();
  await using streams = await streaming({ fault: 'stall', bodyBytes: 1, gate });
  const { trace, client } = streams;

  client.send('1\r\na\r\n');
  await trace.waitFor((entry) => entry.kind === 'request' && entry.exchange === 2, {
    awaited: 'the head of the response',
    limitMs: 2000,
  });
  client.send(`1\r\nb\r\n${END}`);
  const early = await trace.waitForOptional(isBody, { awaited: 'the body', limitMs: 200 });
  gate.open();
  await client.until(/202 Accepted/);

  expect(early).toBeUndefined();
  expect(trace.entries.find(isBody)?.body.bytes.toString()).toBe('ab');
});
