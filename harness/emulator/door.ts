/** Where events come in: at the path of AWS's emulator, from this machine only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { InvokeOptions } from '../runtime-api/invocations/invocation-builder.ts';
import { MAXIMUM_PAYLOAD_BYTES } from '../runtime-api/protocol/answers.ts';
import { refusalOf } from './stranger.ts';

export const INVOCATIONS_PATH = '/2015-03-31/functions/function/invocations';

/** The time to the deadline of an invocation, which is not enforced. */
const FUNCTION_TIMEOUT_MS = 300_000;

/** Takes an event of a caller, who waits for the response. */
export type EventTaker = (event: Buffer, options: InvokeOptions, response: ServerResponse) => void;

/** Listens for events; port 0 is a free one. */
export function openDoor(take: EventTaker, port: number): Promise<Server> {
  const server = createServer((request, response) => void receive(request, response, take));
  // An invocation has no time limit.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function receive(request: IncomingMessage, response: ServerResponse, take: EventTaker): Promise<void> {
  if (request.url?.split('?', 1)[0] !== INVOCATIONS_PATH) return refuse(response, 404, 'no such path');
  if (request.method !== 'POST') return refuse(response, 405, 'method not allowed');
  const refusal = refusalOf(request.headers);
  if (refusal !== undefined) return refuse(response, refusal.status, refusal.message);
  const event = await bodyOf(request);
  if (event === 'gone') return;
  if (event === 'too-large') return refuse(response, 413, 'the event is too large');
  take(event, optionsOf(request), response);
}

/** The options that callers of Lambda have for an invocation. */
function optionsOf(request: IncomingMessage): InvokeOptions {
  const value = (name: string): string | undefined => {
    const header = request.headers[name];
    return typeof header === 'string' && header !== '' ? header : undefined;
  };
  const [context, tenantId, traceId] = [
    value('x-amz-client-context'),
    value('x-amz-tenant-id'),
    value('x-amzn-trace-id'),
  ];
  return {
    deadlineMs: Date.now() + FUNCTION_TIMEOUT_MS,
    ...(context === undefined ? {} : { clientContext: Buffer.from(context, 'base64').toString() }),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request) {
      if (!Buffer.isBuffer(part)) continue;
      length += part.length;
      if (length <= MAXIMUM_PAYLOAD_BYTES) parts.push(part);
    }
  } catch {
    return 'gone';
  }
  return length > MAXIMUM_PAYLOAD_BYTES ? 'too-large' : Buffer.concat(parts);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}: events are posted to ${INVOCATIONS_PATH}\n`);
}
