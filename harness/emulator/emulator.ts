/**
 * The Runtime API by itself, for a runtime that somebody else starts: one port for the runtime, and one above it for
 * events, which are posted to the same path as with AWS's emulator and answered with what the runtime made of them.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HarnessError } from '../base/errors.ts';
import {
  InvocationBuilder,
  RawEvent,
  type InvokeOptions,
} from '../runtime-api/invocations/invocation-builder.ts';
import type { Random } from '../base/random.ts';
import { Results, type InvocationResult } from './results.ts';
import { RuntimeApiServer } from '../runtime-api/server.ts';
import type { Entry } from '../trace/entry.ts';
import { Trace } from '../trace/trace.ts';

export const INVOCATIONS_PATH = '/2015-03-31/functions/function/invocations';

/** How long an invocation may take by its deadline; nothing ends it. */
const FUNCTION_TIMEOUT_MS = 300_000;

/** What Lambda takes as an event: 6 MiB, and the same little more as for a response. */
const MAXIMUM_EVENT_BYTES = 6_291_556;

export interface ServedApiOptions {
  readonly random: Random;
  /** Port of the Runtime API; events are taken at the one above it. Default: two free ones. */
  readonly port?: number;
  /** Told of everything observed. */
  readonly onEntry?: (entry: Entry) => void;
}

export class ServedApi implements AsyncDisposable {
  readonly #builder: InvocationBuilder;
  readonly #onEntry: ((entry: Entry) => void) | undefined;
  readonly #openedAt = performance.now();
  readonly #callers = new Map<string, ServerResponse>();
  readonly #results = new Results({
    settled: (requestId, result) => this.#answer(requestId, result),
    initFailed: (result) => {
      this.#initFailure = result;
      for (const requestId of this.#callers.keys()) this.#answer(requestId, result);
    },
  });
  /** What every caller gets until another process begins. */
  #initFailure: InvocationResult | undefined;
  #trace: Trace;
  #connections = 0;
  #server: RuntimeApiServer | undefined;
  #door: Server | undefined;

  private constructor(options: ServedApiOptions) {
    this.#builder = new InvocationBuilder(options.random, 'function');
    this.#onEntry = options.onEntry;
    this.#trace = this.#newTrace();
  }

  /**
   * Listens on both ports.
   *
   * @throws {HarnessError} USAGE when one of them is taken.
   */
  static async open(options: ServedApiOptions): Promise<ServedApi> {
    const api = new ServedApi(options);
    const { port } = options;
    try {
      api.#server = await RuntimeApiServer.listen({
        trace: () => api.#trace,
        ...(port === undefined ? {} : { port }),
      });
      api.#door = await listen(
        (request, response) => void api.#take(request, response),
        port === undefined ? 0 : port + 1,
      );
    } catch (reason) {
      await api[Symbol.asyncDispose]();
      throw notListening(reason);
    }
    return api;
  }

  /** The value of `AWS_LAMBDA_RUNTIME_API`. */
  get address(): string {
    return this.#server?.address ?? '';
  }

  /** Where events are posted to. */
  get invocationsUrl(): string {
    const address = this.#door?.address();
    return typeof address === 'object' && address !== null
      ? `http://127.0.0.1:${address.port}${INVOCATIONS_PATH}`
      : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#door?.close();
    this.#door?.closeAllConnections();
    await this.#server?.[Symbol.asyncDispose]();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.split('?', 1)[0] !== INVOCATIONS_PATH) return refuse(response, 404, 'no such path');
    if (request.method !== 'POST') return refuse(response, 405, 'an event is posted');
    const event = await bodyOf(request);
    if (event === 'gone') return;
    if (event === 'too-large') return refuse(response, 413, 'the event is too large');
    const invocation = this.#builder.build(new RawEvent(event), optionsOf(request));
    this.#callers.set(invocation.requestId, response);
    response.once('close', () => {
      if (!this.#callers.delete(invocation.requestId)) return;
      this.#trace.record({ kind: 'note', text: `the caller of ${invocation.requestId} has left` });
      this.#server?.withdraw(invocation.requestId);
    });
    if (this.#initFailure === undefined) this.#server?.invoke(invocation);
    else this.#answer(invocation.requestId, this.#initFailure);
  }

  #answer(requestId: string, result: InvocationResult): void {
    const response = this.#callers.get(requestId);
    if (response === undefined) return;
    this.#callers.delete(requestId);
    // A failed init settles what was never delivered, too.
    this.#server?.withdraw(requestId);
    response.writeHead(200, {
      'Content-Type': result.contentType,
      'Content-Length': result.body.length,
      ...(result.kind === 'error' ? { 'X-Amz-Function-Error': 'Unhandled' } : {}),
    });
    response.end(result.body);
    // What was seen is told and done with: a trace is for one sandbox, and this may serve for days.
    this.#trace = this.#newTrace();
  }

  #see(entry: Entry): void {
    this.#onEntry?.(entry);
    this.#results.see(entry);
    if (entry.kind === 'connection-opened') this.#connections += 1;
    if (entry.kind === 'connection-closed') {
      this.#connections -= 1;
      // After a failed init only the end of the process is left; who comes then is the next one.
      if (this.#connections === 0 && this.#server?.failed === true) {
        this.#initFailure = undefined;
        this.#server.reset();
      }
    }
  }

  #newTrace(): Trace {
    const trace = new Trace(this.#openedAt);
    trace.subscribe((entry) => this.#see(entry));
    return trace;
  }
}

/** What callers of Lambda may say about an invocation. */
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
      if (length <= MAXIMUM_EVENT_BYTES) parts.push(part);
    }
  } catch {
    return 'gone';
  }
  return length > MAXIMUM_EVENT_BYTES ? 'too-large' : Buffer.concat(parts);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${message}: events are posted to ${INVOCATIONS_PATH}\n`);
}

function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  port: number,
): Promise<Server> {
  const server = createServer(handler);
  // An invocation takes as long as it takes.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function notListening(reason: unknown): unknown {
  if (!(reason instanceof Error) || !('code' in reason)) return reason;
  if (reason.code !== 'EADDRINUSE' && reason.code !== 'EACCES') return reason;
  const why = reason.code === 'EADDRINUSE' ? 'is in use' : 'may not be opened by this user';
  const port = 'port' in reason ? String(reason.port) : '';
  return new HarnessError('USAGE', `Port ${port} ${why}.`, { cause: reason });
}
