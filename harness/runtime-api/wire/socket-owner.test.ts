import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { ownsSocket } from './socket-owner.ts';

test.skipIf(process.platform !== 'linux')('finds the process of a connection', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createConnection(port, '127.0.0.1');
  const accepted: Socket[] = await once(server, 'connection');
  const peer = accepted[0]?.remotePort ?? 0;

  expect(ownsSocket([1, process.pid], peer, port)).toBe(true);
  expect(ownsSocket([], peer, port)).toBe(false);
  expect(ownsSocket([process.ppid], peer, port)).toBe(false);
  expect(ownsSocket([process.pid], peer, port === 1 ? 2 : 1)).toBe(false);

  client.destroy();
  server.close();
});
