import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needs } from '../../base/testing/needs-tool.ts';
import { LogSocket } from './log-socket.ts';

interface Opened {
  readonly socket: LogSocket;
  /** What arrived, with the number of its connection. */
  readonly received: [connection: number, text: string][];
}

async function open(): Promise<Opened> {
  const received: [number, string][] = [];
  const socket = await LogSocket.open((bytes, connection) => received.push([connection, String(bytes)]));
  if (socket === undefined) throw new Error('No socket can be made.');
  onTestFinished(() => socket[Symbol.asyncDispose]());
  return { socket, received };
}

async function connectTo({ path }: LogSocket): Promise<Socket> {
  const client = createConnection(path);
  await once(client, 'connect');
  return client;
}

test('passes on whole lines, and the rest of a connection at its end', async () => {
  const { socket, received } = await open();
  const [first, second] = [await connectTo(socket), await connectTo(socket)];

  first.write('a1');
  second.write('b1\nb2\nb');
  await expect.poll(() => received).toEqual([[2, 'b1\nb2\n']]);
  first.end('\na2');
  second.end('3\n');

  await expect.poll(() => received).toHaveLength(4);
  expect(received.filter(([connection]) => connection === 1)).toEqual([
    [1, 'a1\n'],
    [1, 'a2'],
  ]);
  expect(received.filter(([connection]) => connection === 2)).toEqual([
    [2, 'b1\nb2\n'],
    [2, 'b3\n'],
  ]);
});

test('is drained when no connection is open', async () => {
  const { socket, received } = await open();
  await socket.drained();
  const client = await connectTo(socket);
  client.write('unfinished');
  client.end();

  await expect.poll(() => received).toEqual([[1, 'unfinished']]);
  await socket.drained();
});

test('bounds what it keeps of a line', async () => {
  const { socket, received } = await open();
  const client = await connectTo(socket);

  client.write('x'.repeat(3 * 1024 * 1024));

  await expect.poll(() => received.length).toBeGreaterThan(0);
  client.destroy();
});

test('leaves nothing', async () => {
  const { socket } = await open();
  const client = await connectTo(socket);
  const gone = once(client, 'close');

  await socket[Symbol.asyncDispose]();

  await gone;
  expect(existsSync(dirname(socket.path))).toBe(false);
});

/** As the workers of AWS's client for Python do it. */
const WORKERS = `
import os, socket, sys
for worker in range(2):
    if os.fork() == 0:
        for fd in (1, 2):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
                s.connect(sys.argv[1])
                os.dup2(s.fileno(), fd)
        for n in range(50):
            os.write(1, b"out %d of %d" % (n, worker))
            os.write(1, b"\\n")
        os.write(2, b"err of %d\\n" % worker)
        os._exit(0)
for worker in range(2):
    os.wait()
`;

describe(...needs('python3', 'a connection in the place of a descriptor'), () => {
  test('keeps forked workers apart', async () => {
    const { socket, received } = await open();

    const python = spawnSync('python3', ['-c', WORKERS, socket.path], { encoding: 'utf8' });
    expect(python).toMatchObject({ status: 0, stdout: '', stderr: '' });
    await socket.drained();

    await expect
      .poll(() =>
        received
          .map(([, text]) => text)
          .join('')
          .split('\n'),
      )
      .toHaveLength(103);
    for (const worker of [0, 1]) {
      const lines = Array.from({ length: 50 }, (_, n) => `out ${n} of ${worker}\n`).join('');
      const own = received.filter(([, text]) => text.includes(`of ${worker}`));
      const connections = [...new Set(own.map(([connection]) => connection))];
      expect(
        connections
          .map((one) =>
            own
              .filter(([connection]) => connection === one)
              .map(([, text]) => text)
              .join(''),
          )
          .toSorted(),
      ).toEqual([`err of ${worker}\n`, lines]);
    }
  });
});
