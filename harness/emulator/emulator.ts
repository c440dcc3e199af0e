/**
 * The Runtime API alone, for a runtime that the user starts: one port for the runtime, and the next one for events, which
 * are posted to the same path as with AWS's emulator and answered with the outcome of the runtime.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator
 */
import { deploymentOf } from '../base/deployment.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HarnessError } from '../base/errors.ts';
import {
  InvocationBuilder,
  RawEvent,
  type InvokeOptions,
} from '../runtime-api/invocations/invocation-builder.ts';
import type { Random } from '../base/random.ts';
import { Results, type InvocationResult } from './results.ts';
import { refusalOf } from './stranger.ts';
import { RuntimeApiServer } from '../runtime-api/server.ts';
import type { Entry } from '../trace/entry.ts';
import { isEndOfConnection } from '../trace/calls.ts';
import { Trace } from '../trace/trace.ts';

export const INVOCATIONS_PATH = '/2015-03-31/functions/function/invocations';

/** The time to the deadline of an invocation, which is not enforced. */
const FUNCTION_TIMEOUT_MS = 300_000;

/** The largest event that Lambda accepts: 6 MiB + 100 bytes, as for a response. */
const MAXIMUM_EVENT_BYTES = 6_291_556;

export interface ServedApiOptions {
  readonly random: Random;
  /** Port of the Runtime API; the next port takes events. Default: two free ones. */
  readonly port?: number;
  /** Called for every entry. */
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
  /** The error of a failed init: what every caller gets until another process starts. */
  #initFailure: InvocationResult | undefined;
  #trace: Trace;
  #connections = 0;
  #server: RuntimeApiServer | undefined;
  #door: Server | undefined;

  private constructor(options: ServedApiOptions) {
    this.#builder = new InvocationBuilder(options.random, deploymentOf(options.random));
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
    if (request.method !== 'POST') return refuse(response, 405, 'method not allowed');
    const refusal = refusalOf(request.headers);
    if (refusal !== undefined) return refuse(response, refusal.status, refusal.message);
    const event = await bodyOf(request);
    if (event === 'gone') return;
    if (event === 'too-large') return refuse(response, 413, 'the event is too large');
    const invocation = this.#builder.build(new RawEvent(event), optionsOf(request));
    this.#callers.set(invocation.requestId, response);
    response.once('close', () => {
      if (!this.#callers.delete(invocation.requestId)) return;
      this.#trace.record({ kind: 'note', text: `the caller of ${invocation.requestId} has disconnected` });
      this.#server?.withdraw(invocation.requestId);
    });
    if (this.#initFailure === undefined) this.#server?.invoke(invocation);
    else this.#answer(invocation.requestId, this.#initFailure);
  }

  #answer(requestId: string, result: InvocationResult): void {
    const response = this.#callers.get(requestId);
    if (response === undefined) return;
    this.#callers.delete(requestId);
    // A failed init also settles undelivered invocations.
    this.#server?.withdraw(requestId);
    response.writeHead(200, {
      'Content-Type': result.contentType,
      'Content-Length': result.body.length,
      ...(result.kind === 'error' ? { 'X-Amz-Function-Error': 'Unhandled' } : {}),
    });
    response.end(result.body);
    // Drop the trace: it is made for one sandbox, but an emulator may run for days.
    this.#trace = this.#newTrace();
  }

  #see(entry: Entry): void {
    this.#onEntry?.(entry);
    this.#results.see(entry);
    if (entry.kind === 'connection-opened') this.#connections += 1;
    if (isEndOfConnection(entry)) {
      this.#connections -= 1;
      // After a failed init the process has to exit; a new connection is from the next process.
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
  // An invocation has no time limit.
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function notListening(reason: unknown): unknown {
  if (!(reason instanceof Error) || !('code' in reason)) return reason;
  if (reason.code !== 'EADDRINUSE' && reason.code !== 'EACCES') return reason;
  const why = reason.code === 'EADDRINUSE' ? 'is in use' : 'cannot be opened by this user';
  const port = 'port' in reason ? String(reason.port) : '';
  return new HarnessError('USAGE', `Port ${port} ${why}.`, { cause: reason });
}
