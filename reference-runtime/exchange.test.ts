import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ConnectionLost, Exchange, type Request } from './exchange.ts';

const GET: Request = { method: 'GET', path: '/', headers: {} };
const ACCEPTED = 'HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok';

let cleanUp = (): void => {};
afterEach(() => cleanUp());

/** A server that runs the next script for each request. A request is one segment here. */
async function scripted(...scripts: ((socket: Socket, connection: number) => void)[]): Promise<Exchange> {
  let connections = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (/^(GET|POST) /.test(data.toString('latin1'))) scripts.shift()?.(socket, connection);
    });
  });
  cleanUp = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return new Exchange(address.address, address.port);
}

const reply =
  (text: string) =>
  (socket: Socket): void =>
    void socket.write(text);
const reset = (socket: Socket): void => void socket.resetAndDestroy();

test('uses one connection for consecutive requests', async () => {
  const connections: number[] = [];
  const answer = (socket: Socket, connection: number): void => {
    connections.push(connection);
    socket.write(ACCEPTED);
  };
  const exchange = await scripted(answer, answer, answer);

  for (let i = 0; i < 3; i += 1) await exchange.send(GET);

  expect(connections).toEqual([1, 1, 1]);
});

test('sends again over a new connection when the kept-alive one is dead', async () => {
  const connections: number[] = [];
  const exchange = await scripted(reply(ACCEPTED), reset, (socket, connection) => {
    connections.push(connection);
    socket.write(ACCEPTED);
  });

  await exchange.send(GET);
  const second = await exchange.send({ ...GET, method: 'POST', body: Buffer.from('x') });

  expect(second.status).toBe(202);
  expect(connections).toEqual([2]);
});

test('does not send again when a new connection breaks', async () => {
  const exchange = await scripted(reset, reply(ACCEPTED));

  await expect(exchange.send(GET)).rejects.toThrow(ConnectionLost);
});

test.each([
  ['its length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"a":1}'],
  ['its last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n'],
])('marks a body that ends before %s as incomplete', async (_what, text) => {
  const exchange = await scripted((socket) => void socket.end(text));

  await expect(exchange.send(GET)).resolves.toMatchObject({ complete: false });
});

test('reads chunks, chunk extensions and interim replies', async () => {
  const exchange = await scripted(
    reply(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n' +
        'HTTP/1.1 200 \r\nX-CASE:  y \r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    ),
  );

  const { status, headers, body, complete } = await exchange.send(GET);

  expect({ status, complete, body: body.toString() }).toEqual({
    status: 200,
    complete: true,
    body: '{"a":1}',
  });
  expect(headers['x-case']).toEqual(['y']);
});

test('accepts headers of 2 MB', async () => {
  const value = 'x'.repeat(2_000_000);
  const exchange = await scripted(reply(`HTTP/1.1 200 OK\r\nBig: ${value}\r\nContent-Length: 0\r\n\r\n`));

  const { headers } = await exchange.send(GET);

  expect(headers['big']?.[0]).toHaveLength(value.length);
});

test('continues after a refusal that arrives before the whole body is sent', async () => {
  const exchange = await scripted((socket) => {
    socket.pause();
    socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
  }, reply(ACCEPTED));

  const refused = await exchange.send({ ...GET, method: 'POST', body: Buffer.alloc(20_000_000) });
  const next = await exchange.send(GET);

  expect([refused.status, next.status]).toEqual([413, 202]);
});

test('stops waiting when the signal fires', async () => {
  const stop = new AbortController();
  const exchange = await scripted(() => stop.abort());

  await expect(exchange.send({ ...GET, signal: stop.signal })).rejects.toThrow(ConnectionLost);
});
