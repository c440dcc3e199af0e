import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { toErrorDocument } from './errors.ts';
import { preludeOf } from './http-prelude.ts';
import { ResponseStream } from './response-stream.ts';
import { RuntimeApiClient } from './runtime-api-client.ts';
import type { Upload } from './upload.ts';

let cleanUp = (): void => {};
afterEach(() => cleanUp());

const logged: string[] = [];

/** A client of a Runtime API that answers each request so. */
async function clientOf(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<RuntimeApiClient> {
  logged.length = 0;
  const server = createServer((request, response) => void answer(request, response));
  cleanUp = () => {
    server.closeAllConnections();
    server.close();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return new RuntimeApiClient(`127.0.0.1:${address.port}`, (text) => void logged.push(text));
}

function streamOf(api: RuntimeApiClient): ResponseStream {
  return new ResponseStream((contentType) => api.stream({ requestId: 'id-1' }, contentType));
}

function uploadOf({ upload }: ResponseStream): Upload {
  if (upload === undefined) throw new Error('nothing was sent');
  return upload;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('sends pieces as chunks, and a failure after them as trailers', async () => {
  const seen: unknown[] = [];
  const api = await clientOf(async (request, response) => {
    const body = await readAll(request);
    seen.push(request.headers['transfer-encoding'], request.headers['content-type'], body);
    seen.push(Object.keys(request.trailers));
    response.writeHead(202).end('{}');
  });
  const stream = streamOf(api);
  stream.setContentType('text/plain');
  stream.write('one ');
  await new Promise((resolve) => stream.write('two', resolve));

  await api.endStream({ requestId: 'id-1' }, uploadOf(stream), toErrorDocument(new Error('oops')));

  expect(seen).toEqual([
    'chunked',
    'text/plain',
    'one two',
    ['lambda-runtime-function-error-type', 'lambda-runtime-function-error-body'],
  ]);
});

test('sends nothing before the first byte, and a head without one at the end', async () => {
  const api = await clientOf((_, response) => response.writeHead(202).end('{}'));
  const stream = streamOf(api);
  stream.setContentType('text/plain');
  expect(stream.upload).toBeUndefined();

  stream.end();
  await once(stream, 'finish');

  await api.endStream({ requestId: 'id-1' }, uploadOf(stream), undefined);
  expect(logged).toEqual([]);
});

test('drops pieces after the connection broke', async () => {
  const api = await clientOf((request) => request.socket.resetAndDestroy());
  const stream = streamOf(api);

  for (let n = 0; n < 100; n += 1) {
    await new Promise((resolve) => stream.write(Buffer.alloc(65_536), resolve));
  }
  await api.endStream({ requestId: 'id-1' }, uploadOf(stream), undefined);

  expect(logged).toEqual([expect.stringMatching(/^the streamed response broke off: /)]);
});

test('ends the process after an early 500, and only logs an early 413', async () => {
  let status = 500;
  const api = await clientOf((_, response) => response.writeHead(status).end('{}'));
  const first = streamOf(api);
  await new Promise((resolve) => first.write('one', resolve));
  await expect(api.endStream({ requestId: 'id-1' }, uploadOf(first), undefined)).rejects.toThrow(
    'answered with 500',
  );

  status = 413;
  const second = streamOf(api);
  await new Promise((resolve) => second.write('one', resolve));
  await api.endStream({ requestId: 'id-1' }, uploadOf(second), undefined);

  expect(logged).toEqual(['the streamed response was refused: 413']);
});

test('refuses metadata that cannot be sent', () => {
  const stream = new ResponseStream(() => {
    throw new Error('nothing is to be sent');
  });

  expect(() => stream.setContentType('text/pläin')).toThrow('visible ASCII');
  expect(() => stream.beginHttp({ headers: { long: 'x'.repeat(20_000) } })).toThrow('the maximum is 16384');
});

test('puts only the documented keys into the prelude, and lists into multiValueHeaders', () => {
  const prelude = preludeOf({
    statusCode: 201,
    body: 'x',
    headers: { a: 1, b: ['2', '3'] },
    cookies: ['c=4'],
  });

  expect(String(prelude)).toBe(
    `{"statusCode":201,"headers":{"a":"1"},"multiValueHeaders":{"b":["2","3"]},"cookies":["c=4"]}${'\0'.repeat(8)}`,
  );
});
