import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { describe, expect, test } from 'vitest';
import { Trace } from '../../trace/trace.ts';
import { RawClient } from '../testing/raw-client.ts';
import { RuntimeApiServer } from '../server.ts';

describe('the port of a Runtime API that has gone', () => {
  // The system gives any free port to a server that asks for one; a connected port is not free.
  test.runIf(process.platform === 'linux')('stays taken until the server is closed', async () => {
    const server = await RuntimeApiServer.listen({ trace: () => new Trace() });
    const { port } = server;
    expect(await isConnectedToItself(port)).toBe(false);

    server.gone();
    await expect.poll(() => isConnectedToItself(port)).toBe(true);
    await server[Symbol.asyncDispose]();

    await expect.poll(() => isConnectedToItself(port)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('is released when the server listens again', async () => {
    const trace = new Trace();
    await using server = await RuntimeApiServer.listen({ trace: () => trace });
    server.gone();
    await expect.poll(() => isConnectedToItself(server.port)).toBe(true);

    await server.listen();

    await expect.poll(() => isConnectedToItself(server.port)).toBe(false);
  });

  test.each(['127.0.0.1', 'localhost', '0.0.0.0'])('refuses connections at %s meanwhile', async (host) => {
    const trace = new Trace();
    await using server = await RuntimeApiServer.listen({ trace: () => trace, host });

    for (const _ of Array.from({ length: 3 })) {
      server.gone();
      await using refused = await RawClient.connect(server.port);
      expect(refused.closed).toBe(true);
      await server.listen();
      await using client = await RawClient.connect(server.port);
      client.send('GET /2018-06-01/ping HTTP/1.1\r\nHost: api\r\n\r\n');
      expect(await client.until(/pong/)).toContain('pong');
    }
  });
});

/** Whether the system has a connection at 127.0.0.1 that leads from the port to the same port. */
async function isConnectedToItself(port: number): Promise<boolean> {
  const bytes = endianness() === 'LE' ? '0100007F' : '7F000001';
  const end = `${bytes}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return (await readFile('/proc/net/tcp', 'latin1')).includes(`${end} ${end} 01`);
}
