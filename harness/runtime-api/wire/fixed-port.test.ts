import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../base/testing/free-port.ts';
import { FixedPort, type FixedPortGuest } from './fixed-port.ts';

/** A guest that owns the connections of some clients, and counts what it gets. */
function guestOf(clients: readonly Socket[]): FixedPortGuest & { readonly accepted: Socket[] } {
  const accepted: Socket[] = [];
  return {
    accepted,
    owns: (peer) => clients.some(({ localPort }) => localPort === peer),
    accept: (socket) => void accepted.push(socket.end()),
  };
}

async function connected(port: number): Promise<Socket> {
  const client = createConnection(port, '127.0.0.1').resume();
  await once(client, 'connect');
  return client;
}

describe.skipIf(process.platform !== 'linux')('the fixed port', () => {
  test('gives a connection to the sandbox that owns it, and none to a stranger', async () => {
    const port = new FixedPort(await freePort());
    const [ofOne, ofOther]: [Socket[], Socket[]] = [[], []];
    const [one, other] = [guestOf(ofOne), guestOf(ofOther)];
    await Promise.all([port.enter(one), port.enter(other)]);

    for (const own of [ofOne, ofOther, ofOther, []]) {
      const client = createConnection(port.port, '127.0.0.1').resume();
      own.push(client);
      client.on('error', () => {});
      await once(client, 'close');
    }

    expect([one.accepted.length, other.accepted.length]).toEqual([1, 2]);
    port.leave(one);
    const late = await connected(port.port);
    late.destroy();
    port.leave(other);
    await expect(connected(port.port)).rejects.toThrow('ECONNREFUSED');
  });

  test('gives a connection to an owner that only a second look finds, with what it has sent', async () => {
    const port = new FixedPort(await freePort());
    let looks = 0;
    const received: string[] = [];
    const guest: FixedPortGuest = {
      owns: () => (looks += 1) > 1,
      accept: (socket) => void socket.on('data', (bytes: Buffer) => received.push(bytes.toString())).end(),
    };
    await port.enter(guest);
    const client = await connected(port.port);
    client.end('sent at once');
    await once(client, 'close');

    expect(received).toEqual(['sent at once']);
    port.leave(guest);
  });

  test('is reserved by one run at a time', async () => {
    const port = new FixedPort(await freePort());
    const first = await port.reserve(0);

    expect(first).toBeDefined();
    expect(await new FixedPort(port.port).reserve(0)).toBeUndefined();
    first?.[Symbol.dispose]();
    const second = await port.reserve(1000);
    expect(second).toBeDefined();
    second?.[Symbol.dispose]();
  });

  test('is not reserved where another program listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();

    expect(
      await new FixedPort(typeof address === 'object' && address !== null ? address.port : 0).reserve(0),
    ).toBeUndefined();
    server.close();
  });
});
