/**
 * The server of the tests against a bare one: how many generated events a second one warm runtime gets through a sandbox that
 * records and compares all of them, and through a `node:http` server that does neither.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { json as anyJson, sample } from 'fast-check';
import { RawEvent } from '../harness/runtime-api/invocations/invocation-builder.ts';
import { alternate } from './alternate.ts';
import type { Context } from './context.ts';
import type { Comparison } from './results.ts';
import { openSandbox } from './sandboxed.ts';
import { Started } from './started.ts';

/** Events of one measurement: fewer than the bound of a trace allows. */
const EVENTS = 4_000;

export async function measureServer({ native, rounds, say, skip }: Context): Promise<Comparison[]> {
  if (native === undefined) {
    skip('server', 'go is not installed');
    return [];
  }
  const events = sample(anyJson({ maxDepth: 3 }), { numRuns: EVENTS, seed: 1 });
  const figures = await alternate(
    { ours: () => throughSandbox(native.echo, events), theirs: () => throughBareServer(native.echo, events) },
    rounds,
  );
  say(
    `server: ${figures.ours.map(Math.round).join(' ')} against ${figures.theirs.map(Math.round).join(' ')}`,
  );
  return [
    {
      label: 'generated events',
      unit: 'events/s',
      more: true,
      ours: { name: 'recorded and compared', values: figures.ours },
      theirs: { name: 'bare node:http server', values: figures.theirs },
    },
  ];
}

/** One at a time; each outcome is awaited and compared. */
async function throughSandbox(bootstrap: string, events: readonly string[]): Promise<number> {
  await using sandbox = await openSandbox({ bootstrap, taskRoot: tmpdir() });
  const began = performance.now();
  for (const event of events) {
    const outcome = await sandbox.invoke(new RawEvent(event));
    if (outcome.text !== event) throw new Error(`not the echo of ${event}: ${outcome.text}`);
  }
  return (1000 * events.length) / (performance.now() - began);
}

/** Through a server that only answers. */
async function throughBareServer(bootstrap: string, events: readonly string[]): Promise<number> {
  let index = 0;
  let began = 0;
  const next = (reply: ServerResponse): void => {
    if (index === 0) began = performance.now();
    const event = events[index];
    if (event === undefined) {
      server.emit('measured', (1000 * events.length) / (performance.now() - began));
      return;
    }
    reply.writeHead(200, {
      'Lambda-Runtime-Aws-Request-Id': `id-${index}`,
      'Content-Type': 'application/json',
    });
    reply.end(event);
    index += 1;
  };
  const server = createServer((request, reply) => {
    request.resume();
    request.on('end', () => {
      if (request.method === 'GET') next(reply);
      else reply.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}\n');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const runtime = new Started([bootstrap], { env: { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` } });
  const [rate]: number[] = await once(server, 'measured');
  await runtime[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  return rate ?? NaN;
}
