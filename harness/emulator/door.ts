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
  const server = createServer((request, response) => receive(request, response, take));
  // An invocation has no time limit.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function receive(request: IncomingMessage, response: ServerResponse, take: EventTaker): void {
  if (request.url?.split('?', 1)[0] !== INVOCATIONS_PATH) return refuse(response, 404, 'no such path');
  if (request.method !== 'POST') return refuse(response, 405, 'method not allowed');
  const refusal = refusalOf(request.headers);
  if (refusal !== undefined) return refuse(response, refusal.status, refusal.message);
  collect(request, (event) => {
    if (event === undefined) refuse(response, 413, 'the event is too large');
    else take(event, optionsOf(request), response);
  });
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

/** Gathers a body, which is undefined if it is too large; a caller that leaves before its end gets no answer. */
function collect(request: IncomingMessage, done: (event: Buffer | undefined) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= MAXIMUM_PAYLOAD_BYTES) parts.push(part);
  });
  request.on('error', () => {});
  request.on('end', () => {
    const [first] = parts;
    if (length > MAXIMUM_PAYLOAD_BYTES) done(undefined);
    else done(parts.length === 1 && first !== undefined ? first : Buffer.concat(parts));
  });
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}: events are posted to ${INVOCATIONS_PATH}\n`);
}
