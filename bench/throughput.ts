/**
 * Measures how many generated events per second one warm sandbox processes with full recording, compared with a bare
 * `node:http` server that records nothing. Both use the same native runtime in the same run.
 *
 *   npm run bench
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json as anyJson, sample } from 'fast-check';
import { RawEvent } from '../harness/runtime-api/invocations/invocation-builder.ts';
import { seededRandom } from '../harness/base/random.ts';
import { Sandbox } from '../harness/sandbox/sandbox.ts';
import { limitsFor } from '../harness/sandbox/limits.ts';

const EVENTS = 5000;
const ROUNDS = 5;

const folder = mkdtempSync(join(tmpdir(), 'lambdaspec-bench-'));
const bootstrap = join(folder, 'bootstrap');
execFileSync('go', ['build', '-o', bootstrap, '.'], {
  cwd: join(import.meta.dirname, 'echo-runtime'),
  stdio: 'inherit',
});
const events = sample(anyJson({ maxDepth: 3 }), { numRuns: EVENTS, seed: 1 });

/** Events per second through a sandbox: one at a time, each outcome awaited and compared. */
async function throughSandbox(): Promise<number> {
  await using sandbox = await Sandbox.open({
    target: { command: [bootstrap], handler: 'none', taskRoot: folder, environment: {} },
    limits: limitsFor(100, 1),
    random: seededRandom(1),
    processTag: `bench-${process.pid}`,
  });
  await sandbox.ready();
  const began = performance.now();
  for (const event of events) {
    const outcome = await sandbox.invoke(new RawEvent(event));
    if (outcome.text !== event) throw new Error(`not the echo of ${event}: ${outcome.text}`);
  }
  return (1000 * EVENTS) / (performance.now() - began);
}

/** Events per second through a server that only answers. */
async function throughBareServer(): Promise<number> {
  let index = 0;
  let began = 0;
  return new Promise((resolve) => {
    const next = (reply: ServerResponse): void => {
      if (index === 0) began = performance.now();
      if (index === EVENTS) {
        resolve((1000 * EVENTS) / (performance.now() - began));
        server.closeAllConnections();
        server.close();
        child?.kill('SIGKILL');
        return;
      }
      reply.writeHead(200, {
        'Lambda-Runtime-Aws-Request-Id': `id-${index}`,
        'Content-Type': 'application/json',
      });
      reply.end(events[index]);
      index += 1;
    };
    const server = createServer((request, reply) => {
      request.resume();
      request.on('end', () => {
        if (request.method === 'GET') next(reply);
        else reply.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}\n');
      });
    });
    let child: ChildProcess | undefined;
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      child = spawn(bootstrap, { env: { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` }, stdio: 'inherit' });
    });
  });
}

const ratios: number[] = [];
for (let round = 1; round <= ROUNDS; round += 1) {
  const bare = await throughBareServer();
  const recorded = await throughSandbox();
  ratios.push(recorded / bare);
  process.stdout.write(
    `round ${round}: ${Math.round(recorded)} events/s recorded and compared, ${Math.round(bare)} through a bare server\n`,
  );
}
const median = ratios.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
process.stdout.write(`median ratio: ${median.toFixed(2)}\n`);
rmSync(folder, { recursive: true });
