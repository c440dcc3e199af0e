/**
 * The Runtime API alone, for a runtime that the user starts: one port for the runtime, and the next one for events, which
 * are posted to the same path as with AWS's emulator and answered with the outcome of the runtime.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator
 */
import { deploymentOf } from '../base/deployment.ts';
import { HarnessError } from '../base/errors.ts';
import { headerValue } from '../base/headers.ts';
import type { Random } from '../base/random.ts';
import {
  InvocationBuilder,
  RawEvent,
  type InvokeOptions,
} from '../runtime-api/invocations/invocation-builder.ts';
import { RuntimeApiServer } from '../runtime-api/server.ts';
import type { Exchange } from '../runtime-api/wire/exchange.ts';
import { isEndOfConnection, isRestoreCall } from '../trace/calls.ts';
import type { Entry } from '../trace/entry.ts';
import { Trace } from '../trace/trace.ts';
import type { Caller } from './caller.ts';
import { Door } from './door.ts';
import { INVOCATIONS_PATH } from './door-connection.ts';
import { failureOfLambda, Results, type InvocationResult } from './results.ts';
import { Lifetime } from './lifetime.ts';

export interface ServedApiOptions {
  readonly random: Random;
  /** Port of the Runtime API; the next port takes events. Default: two free ones. */
  readonly port?: number | undefined;
  /** Events in work at once, as on Managed Instances. Default: one, in standard mode. */
  readonly concurrency?: number | undefined;
  /** Serves the restore endpoints: the first event is the end of a restore. Default: no. */
  readonly snapStart?: boolean | undefined;
  /** Called for every entry. */
  readonly onEntry?: (entry: Entry) => void;
  /** Called when the runtime has ended, with the number of events that were in work. Linux only. */
  readonly onRuntimeEnd?: (inWork: number) => void;
}

export class ServedApi implements AsyncDisposable {
  readonly #options: ServedApiOptions;
  readonly #builder: InvocationBuilder;
  readonly #openedAt = performance.now();
  readonly #callers = new Map<string, Caller>();
  readonly #inWork = new Set<string>();
  readonly #results = new Results({
    settled: (requestId, result) => this.#answer(requestId, result),
    brokeOff: (requestId) => {
      if (this.#callers.get(requestId)?.breakOff() === true) this.#callers.delete(requestId);
    },
    initFailed: (result) => {
      this.#initFailure = result;
      for (const requestId of this.#callers.keys()) this.#answer(requestId, result);
    },
  });
  readonly #runtime = new Lifetime(() => this.#runtimeEnded());
  /** The error of a failed init or restore: what every caller gets until another process starts. */
  #initFailure: InvocationResult | undefined;
  #trace: Trace;
  #connections = 0;
  #server: RuntimeApiServer | undefined;
  #door: Door | undefined;

  private constructor(options: ServedApiOptions) {
    const { random, concurrency } = options;
    this.#options = options;
    this.#builder = new InvocationBuilder(random, deploymentOf(random), concurrency !== undefined);
    this.#trace = this.#newTrace();
  }

  /**
   * Listens on both ports.
   *
   * @throws {HarnessError} USAGE when one of them is taken.
   */
  static async open(options: ServedApiOptions): Promise<ServedApi> {
    const api = new ServedApi(options);
    const { port, concurrency, snapStart = false } = options;
    try {
      api.#server = await RuntimeApiServer.listen({
        trace: () => api.#trace,
        concurrent: concurrency !== undefined,
        snapStart,
        takeStreamed: (upload, bytes) => api.#pass(upload, bytes),
        onConnection: (peerPort) => api.#runtime.connected(peerPort, api.#server?.port ?? 0),
        ...(port === undefined ? {} : { port }),
      });
      api.#door = await Door.open((...event) => api.#take(...event), port === undefined ? 0 : port + 1);
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

  /** The variables that the runtime needs, by their names. */
  get environment(): Readonly<Record<string, string>> {
    const { concurrency, snapStart = false } = this.#options;
    return {
      AWS_LAMBDA_RUNTIME_API: this.address,
      ...(concurrency === undefined ? {} : { AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency) }),
      ...(snapStart
        ? {
            AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start',
            ...this.#server?.credentials.variablesAt(this.address),
          }
        : concurrency === undefined
          ? {}
          : { AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances' }),
    };
  }

  /** Where events are posted to. */
  get invocationsUrl(): string {
    return this.#door === undefined ? '' : `http://127.0.0.1:${this.#door.port}${INVOCATIONS_PATH}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#runtime[Symbol.dispose]();
    this.#door?.close();
    await this.#server?.[Symbol.asyncDispose]();
  }

  #take(event: Buffer, options: InvokeOptions, caller: Caller): void {
    const invocation = this.#builder.build(new RawEvent(event), options);
    const { requestId } = invocation;
    this.#callers.set(requestId, caller);
    caller.whenGone(() => {
      if (!this.#callers.delete(requestId)) return;
      this.#trace.record({ kind: 'note', text: `the caller of ${requestId} has disconnected` });
      this.#server?.withdraw(requestId);
    });
    if (this.#initFailure === undefined) this.#server?.invoke(invocation);
    else this.#answer(requestId, this.#initFailure);
    // An event is what Lambda restores a snapshot for.
    this.#server?.restore();
  }

  #pass({ route: { requestId = '' }, head }: Exchange, bytes: Buffer): Promise<void> | undefined {
    const type = headerValue(head.headers, 'content-type') ?? 'application/octet-stream';
    // A stream goes on when its caller has left.
    return this.#callers.get(requestId)?.pass(type, bytes);
  }

  #answer(requestId: string, result: InvocationResult): void {
    this.#inWork.delete(requestId);
    const caller = this.#callers.get(requestId);
    if (caller === undefined) return;
    this.#callers.delete(requestId);
    // A failed init also settles undelivered invocations.
    this.#server?.withdraw(requestId);
    caller.answer(result);
    // Drop the trace: it is made for one sandbox, but an emulator may run for days.
    this.#trace = this.#newTrace();
  }

  #see(entry: Entry): void {
    this.#options.onEntry?.(entry);
    this.#results.see(entry);
    if (entry.kind === 'invocation-delivered') this.#inWork.add(entry.requestId);
    // The call blocks only after this entry.
    if (isRestoreCall(entry) && this.#callers.size > 0) setImmediate(() => this.#server?.restore());
    if (entry.kind === 'connection-opened') this.#connections += 1;
    if (isEndOfConnection(entry)) {
      this.#connections -= 1;
      if (this.#connections === 0) this.#disconnected();
    }
  }

  #disconnected(): void {
    this.#runtime.disconnected();
    // After a failed init the process has to exit; a new connection is from the next process.
    if (this.#server?.failed !== true) return;
    this.#initFailure = undefined;
    this.#server.reset();
  }

  #runtimeEnded(): void {
    const unsettled = [...this.#inWork];
    this.#inWork.clear();
    for (const requestId of unsettled) {
      const message = `RequestId: ${requestId} Error: Runtime exited without providing a reason`;
      this.#answer(requestId, failureOfLambda('Runtime.ExitError', message));
    }
    this.#server?.reset();
    this.#options.onRuntimeEnd?.(unsettled.length);
  }

  #newTrace(): Trace {
    const trace = new Trace(this.#openedAt);
    trace.subscribe((entry) => this.#see(entry));
    return trace;
  }
}

function notListening(reason: unknown): unknown {
  if (!(reason instanceof Error) || !('code' in reason)) return reason;
  if (reason.code !== 'EADDRINUSE' && reason.code !== 'EACCES') return reason;
  const why = reason.code === 'EADDRINUSE' ? 'is in use' : 'cannot be opened by this user';
  const port = 'port' in reason ? String(reason.port) : '';
  return new HarnessError('USAGE', `Port ${port} ${why}.`, { cause: reason });
}
