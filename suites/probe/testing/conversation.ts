/** Sends events to a runtime one by one and collects the outcomes: a minimal Lambda for probe functions. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

export type Heard =
  | { readonly kind: 'response' | 'error'; readonly body: string }
  | { readonly kind: 'exit'; readonly code: number | null; readonly stderr: string };

export interface Conversation {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly events: readonly unknown[];
}

/** Official clients refuse to start without these. */
const documented = {
  AWS_LAMBDA_FUNCTION_NAME: 'probe',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/probe',
  AWS_LAMBDA_LOG_STREAM_NAME: 'one',
};

function headersOf(number: number): Record<string, string> {
  return {
    // Without it, AWS's native clients crash.
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': `8476a536-e9f4-11e8-9739-${String(number).padStart(12, '0')}`,
    'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
    'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:123456789012:function:probe',
  };
}

/** The outcomes of the events, up to the end of the process, which is the last. */
export async function converse({ command, environment, folder, events }: Conversation): Promise<Heard[]> {
  const heard: Heard[] = [];
  let given = 0;
  const over = new AbortController();
  const server = createServer((request, reply) => {
    void serve(request).then((outcome) => {
      if (outcome !== undefined) heard.push(outcome);
      else if (given < events.length) {
        const body = JSON.stringify(events[given]);
        given += 1;
        return reply.writeHead(200, headersOf(given)).end(body);
        // Without another event, `next` stays open until the runtime is ended.
      } else return over.abort();
      return reply.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const [file, ...words] = command;
  const child = spawn(file, words, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...documented,
      ...environment,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close');
  await Promise.race([once(over.signal, 'abort'), ended]);
  const spoke = over.signal.aborted;
  if (spoke && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  const [code] = z.tuple([z.number().nullable()], z.unknown()).parse(await ended);
  if (!spoke) heard.push({ kind: 'exit', code, stderr });
  server.closeAllConnections();
  server.close();
  return heard;
}

/** The outcome that a request posts; undefined for `next`. */
async function serve(request: IncomingMessage): Promise<Heard | undefined> {
  const body = (await buffer(request)).toString('utf8');
  const kind = z.enum(['next', 'response', 'error']).parse(request.url?.split('/').at(-1));
  return kind === 'next' ? undefined : { kind, body };
}
