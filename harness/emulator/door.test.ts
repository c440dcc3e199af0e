import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { RawClient } from '../runtime-api/testing/raw-client.ts';
import { INVOCATIONS_PATH } from './door-connection.ts';
import { ServedApi } from './emulator.ts';

const RESPONSE_ENDS = /\r\n0\r\n(?:.+\r\n)*\r\n/;

/** An API whose runtime returns every event, and a caller. */
class Scene implements AsyncDisposable {
  readonly api: ServedApi;
  readonly caller: RawClient;

  private constructor(api: ServedApi, caller: RawClient) {
    this.api = api;
    this.caller = caller;
  }

  static async open(): Promise<Scene> {
    const api = await ServedApi.open({ random: seededRandom(1) });
    return new Scene(api, await RawClient.connect(Number(new URL(api.invocationsUrl).port)));
  }

  /** Takes the next event and returns it, buffered or streamed. */
  async serve(streamed = false): Promise<string> {
    const base = `http://${this.api.address}/2018-06-01/runtime/invocation`;
    const delivery = await fetch(`${base}/next`);
    const event = await delivery.text();
    const id = delivery.headers.get('lambda-runtime-aws-request-id') ?? '';
    const headers = streamed ? { 'Lambda-Runtime-Function-Response-Mode': 'streaming' } : undefined;
    await fetch(`${base}/${id}/response`, { method: 'POST', body: event, ...(headers && { headers }) });
    return event;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.caller[Symbol.asyncDispose]();
    await this.api[Symbol.asyncDispose]();
  }
}

function post(body: string, version = 'HTTP/1.1', ...fields: readonly string[]): string {
  const head = [`POST ${INVOCATIONS_PATH} ${version}`, 'Host: 127.0.0.1', `Content-Length: ${body.length}`];
  return `${[...head, ...fields].join('\r\n')}\r\n\r\n${body}`;
}

test('answers events that a caller sends ahead, one after another, on one connection', async () => {
  await using scene = await Scene.open();
  scene.caller.send(post('"one"') + post('"two"') + post('"three"'));

  const events = [await scene.serve(), await scene.serve(), await scene.serve()];

  expect(events).toEqual(['"one"', '"two"', '"three"']);
  const text = await scene.caller.until(/"three"/);
  expect(text.match(/"\w+"/g)).toEqual(events);
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  expect(scene.caller.closed).toBe(false);
});

test('takes a chunked event', async () => {
  await using scene = await Scene.open();
  scene.caller.send(
    `POST ${INVOCATIONS_PATH} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n"a-\r\n2\r\nb"\r\n0\r\n\r\n`,
  );

  expect(await scene.serve()).toBe('"a-b"');
});

test('asks for the body of a caller that waits for `100 Continue`', async () => {
  await using scene = await Scene.open();
  const [head = '', body = ''] = post('"late"', 'HTTP/1.1', 'Expect: 100-continue').split(/(?<=\r\n\r\n)/);
  scene.caller.send(head);
  expect(await scene.caller.until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  scene.caller.send(body);

  expect(await scene.serve()).toBe('"late"');
});

test('refuses a caller that waits for `100 Continue` without its body, and disconnects', async () => {
  await using scene = await Scene.open();
  const [head = ''] = post('1', 'HTTP/1.1', 'Expect: 100-continue', 'Origin: http://a.example').split(
    /(?<=\r\n\r\n)/,
  );
  scene.caller.send(head);

  const text = await scene.caller.untilClosed();
  expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(text).toMatch(/\r\nConnection: close\r\n/);
});

test('keeps the connection of a refused caller', async () => {
  await using scene = await Scene.open();
  scene.caller.send(post('1', 'HTTP/1.1', 'Content-Type: text/plain'));
  await scene.caller.until(/^HTTP\/1\.1 415 Unsupported Media Type\r\n[^]*invocations\n$/);
  scene.caller.send(post('2'));

  expect(await scene.serve()).toBe('2');
});

test('answers HEAD without a body', async () => {
  await using scene = await Scene.open();
  scene.caller.send(`HEAD ${INVOCATIONS_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);

  expect(await scene.caller.untilClosed()).toMatch(
    /^HTTP\/1\.1 405 Method Not Allowed\r\n[^]*\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/,
  );
});

test.each([
  ['HTTP/1.0', [], true],
  ['HTTP/1.0', ['Connection: keep-alive'], false],
  ['HTTP/1.1', ['Connection: close'], true],
] as const)('ends the connection as a caller with %s and %j wants it', async (version, fields, closes) => {
  await using scene = await Scene.open();
  scene.caller.send(post('1', version, ...fields));
  await scene.serve();

  const text = await (closes ? scene.caller.untilClosed() : scene.caller.until(/\r\n\r\n1$/));
  expect(text).toMatch(closes ? /\r\nConnection: close\r\n/ : /\r\nConnection: keep-alive\r\n/);
  expect(scene.caller.closed).toBe(closes);
});

test('ends a streamed response by the end of the connection for a caller without chunks', async () => {
  await using scene = await Scene.open();
  scene.caller.send(post('"streamed"', 'HTTP/1.0'));
  await scene.serve(true);

  expect(await scene.caller.untilClosed()).toMatch(/\r\nConnection: close\r\n\r\n"streamed"$/);
});

test('keeps the connection after a streamed response', async () => {
  await using scene = await Scene.open();
  scene.caller.send(post('"streamed"'));
  await scene.serve(true);
  expect(await scene.caller.until(RESPONSE_ENDS)).toMatch(/\r\na\r\n"streamed"\r\n0\r\n\r\n$/);
  scene.caller.send(post('2'));

  expect(await scene.serve()).toBe('2');
});

test('refuses malformed bytes, and disconnects', async () => {
  await using scene = await Scene.open();
  scene.caller.send('\x16\x03\x01\x02\x00');

  expect(await scene.caller.untilClosed()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
});

test('reads on when a caller has sent more ahead than it reads at once', async () => {
  await using scene = await Scene.open();
  const count = 20;
  const event = `"${'x'.repeat(64 * 1024)}"`;
  scene.caller.send(post(event).repeat(count));

  for (let served = 0; served < count; served += 1) expect(await scene.serve()).toBe(event);
});
