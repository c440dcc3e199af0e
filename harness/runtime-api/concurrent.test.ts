import { describe, expect, test } from 'vitest';
import { Trace } from '../trace/trace.ts';
import { RuntimeApiServer } from './server.ts';
import { RawClient } from './testing/raw-client.ts';

const VERSION = '/2018-06-01/runtime/invocation';

async function open(concurrent: boolean): Promise<RuntimeApiServer> {
  const trace = new Trace();
  return RuntimeApiServer.listen({ trace: () => trace, concurrent });
}

function post(path: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: api\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe('an extension in the process of the runtime', () => {
  test.each([
    ['for no event in concurrent mode', true, '{"events":[]}', '200 OK', 'function'],
    [
      'for an event in concurrent mode',
      true,
      '{"events":["INVOKE"]}',
      '403 Forbidden',
      'Extension.InvalidEventType',
    ],
    ['for an event in standard mode', false, '{"events":["INVOKE"]}', '200 OK', 'function'],
    ['without JSON', true, 'events', '200 OK', 'function'],
  ])('registers %s', async (_, concurrent, body, status, says) => {
    await using server = await open(concurrent);
    await using client = await RawClient.connect(server.port);

    client.send(post('/2020-01-01/extension/register', body));

    expect(await client.until(/\r\n\r\n.*\n/)).toContain(`HTTP/1.1 ${status}\r\n`);
    expect(client.text).toContain(says);
  });
});

test('an error on another connection is taken while the response is streaming, and the stream may end', async () => {
  await using server = await open(true);
  await using stream = await RawClient.connect(server.port);
  await using other = await RawClient.connect(server.port);
  stream.send(`GET ${VERSION}/next HTTP/1.1\r\nHost: api\r\n\r\n`);
  server.invoke({
    number: 1,
    requestId: 'id-1',
    event: Buffer.from('{"n":1}'),
    headers: [['Lambda-Runtime-Aws-Request-Id', 'id-1']],
    settleable: true,
    faults: [],
  });
  await stream.until(/\{"n":1\}/);
  stream.send(
    `POST ${VERSION}/id-1/response HTTP/1.1\r\nHost: api\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n` +
      'Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  );
  await server.trace.waitFor((entry) => entry.kind === 'request' && entry.endpoint === 'response', {
    awaited: 'the response',
    limitMs: 2000,
  });

  other.send(post(`${VERSION}/id-1/error`, '{"errorType":"E"}'));
  expect(await other.until(/"status":"OK"/)).toContain('HTTP/1.1 202 Accepted');
  other.send(post(`${VERSION}/id-1/error`, '{"errorType":"E"}'));
  expect(await other.until(/InvalidRequestID/)).toContain('HTTP/1.1 400 Bad Request');
  stream.send('0\r\n\r\n');

  expect(await stream.until(/"status":"OK"/)).toContain('HTTP/1.1 202 Accepted');
});
