/**
 * The instrumented Runtime API server: loopback sockets in front of the pure model. It records before it judges,
 * answers a misbehaving runtime as Lambda does, injects faults (faults.ts), serves any number of connections, bounds its
 * memory, and does not crash on any input.
 */
import type { Trace } from '../trace/trace.ts';
import { methodNotAllowed } from './protocol/answers.ts';
import { isStreamed } from './wire/body-recorder.ts';
import { ContainerCredentials } from './protocol/container-credentials.ts';
import type { Connection } from './wire/connection.ts';
import type { ConnectionHost, Exchange } from './wire/exchange.ts';
import {
  describeFault,
  FaultPlan,
  injectedAnswer,
  replacesAnswer,
  type Closing,
  type Fault,
} from './invocations/faults.ts';
import type { Invocation } from './invocations/invocation.ts';
import { InvocationPool } from './invocations/invocation-pool.ts';
import { InvocationQueue, type Invocations } from './invocations/invocation-queue.ts';
import type { Reception } from './protocol/model.ts';
import type { RuntimeApiOptions } from './server-options.ts';
import { Listener } from './wire/listener.ts';
import { ReplyGuard } from './wire/reply-guard.ts';
import { statelessAnswer } from './protocol/stateless-routes.ts';

export class RuntimeApiServer implements ConnectionHost, AsyncDisposable {
  readonly faults = new FaultPlan();
  readonly guard = new ReplyGuard();
  readonly credentials = new ContainerCredentials();
  readonly #options: RuntimeApiOptions;
  readonly #invocations: Invocations<Exchange>;
  readonly #listener: Listener;

  private constructor(options: RuntimeApiOptions) {
    this.#options = options;
    this.#invocations =
      options.concurrent === true
        ? new InvocationPool({ deliver })
        : new InvocationQueue({
            settings: options.settings ?? { repeatedNext: 'redeliver' },
            deliver,
            repeatPaceMs: options.repeatPaceMs,
          });
    const { trace, host = '127.0.0.1', port = 0, ownsAtFixedPort } = options;
    const phase = (): string => this.phase();
    const wire = { trace, phase, guard: this.guard, faults: this.faults, exchanges: 0 };
    this.#listener = new Listener(host, port, wire, this, ownsAtFixedPort);
  }

  /** Starts a server. */
  static async listen(options: RuntimeApiOptions): Promise<RuntimeApiServer> {
    const server = new RuntimeApiServer(options);
    await server.listen();
    return server;
  }

  get trace(): Trace {
    return this.#options.trace();
  }

  /** The value of `AWS_LAMBDA_RUNTIME_API`: host and port, without a scheme. */
  get address(): string {
    return this.#listener.address;
  }

  get port(): number {
    return this.#listener.port;
  }

  /** The state of the model, as spec.md A.6 names it. */
  phase(): string {
    return this.#invocations.phase;
  }

  /** Number of blocked polls. */
  get waitingPolls(): number {
    return this.#invocations.blocked.length;
  }

  /** Resolves when no connection is open. */
  async drained(): Promise<void> {
    await this.#listener.drained();
  }

  /** Whether no invocation is queued or unsettled and no fault is armed. */
  get quiet(): boolean {
    return this.#invocations.quiet && !this.faults.pending;
  }

  /** Whether init or restore failed, so that the process has to exit. */
  get failed(): boolean {
    return ['InitError', 'RuntimeRestoreErrorState'].includes(this.#invocations.phase);
  }

  /** Listens (again) on its port, which is a free one at first. */
  async listen(): Promise<void> {
    await this.#listener.listen();
    this.trace.record({ kind: 'server', state: 'listening' });
  }

  /** Queues an event for the blocked or the next poll. */
  invoke(invocation: Invocation): void {
    this.guard.queued(invocation);
    this.trace.record({
      kind: 'invocation-queued',
      invocation: invocation.number,
      requestId: invocation.requestId,
    });
    this.#invocations.add(invocation);
  }

  /** Cancels an invocation: a queued one is not delivered, and the result of a delivered one not awaited. */
  withdraw(requestId: string): void {
    this.#invocations.withdraw(requestId);
  }

  /** Ends an invocation for its caller: the runtime goes on, and its result is late. */
  timeOut(requestId: string): void {
    this.#invocations.timeOut(requestId);
  }

  /** Resets the state, as for a new process in the same environment. */
  reset(): void {
    this.#invocations.reset();
  }

  /** Answers the blocked `restore/next`, as after a restore; with `closing` its connection then ends. */
  restore(closing?: Closing): void {
    const exchange = this.#invocations.restore();
    if (exchange === undefined) return;
    this.credentials.renew();
    if (closing !== undefined)
      exchange.faults = [...exchange.faults, { fault: 'close-after-reply', announced: false, closing }];
    exchange.connection.reply(exchange, { status: 200, headers: [], body: Buffer.alloc(0) });
  }

  /** Ends the idle connections. */
  closeIdleConnections(closing: Closing): number {
    const idle = [...this.#listener.connections].filter((connection) => connection.idle);
    for (const connection of idle) this.#drop(connection, 'idle connection closed', closing);
    return idle.length;
  }

  /** Answers the blocked polls with a status, as a failing service does. */
  refuseBlockedPolls(fault: Extract<Fault, { fault: 'status' }>): void {
    for (const exchange of this.#invocations.takeBlocked()) {
      this.trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(fault) });
      exchange.connection.replyByFault(exchange, injectedAnswer(fault));
    }
  }

  /** Ends the connections with blocked polls. */
  dropBlockedPolls(closing: Closing): void {
    for (const { connection } of this.#invocations.blocked.slice())
      this.#drop(connection, 'blocked poll dropped', closing);
  }

  /** Stops listening and ends every connection. */
  gone(closing: Closing = 'reset'): void {
    if (!this.#listener.listening) return;
    this.trace.record({ kind: 'server', state: 'gone' });
    this.#listener.gone(closing);
  }

  /** @throws {HarnessError} ENGINE_FAILED when the server broke its own rules. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await Promise.resolve();
    this.guard.close();
  }

  /** Closes a connection as a fault without a reply, recorded in the trace. */
  #drop(connection: Connection, what: string, closing: Closing): void {
    const how = closing === 'end' ? 'orderly end' : 'reset';
    this.trace.record({ kind: 'fault', connection: connection.id, fault: `${what} (${how})` });
    connection.close(closing);
  }

  // ConnectionHost.

  opened(peerPort: number): void {
    this.#options.onConnection?.(peerPort);
  }

  request(exchange: Exchange): void {
    if (this.trace.overflowed) {
      this.trace.record({ kind: 'server', state: 'overflow' });
      this.gone();
      return;
    }
    const { call } = exchange;
    if (call === undefined || !isKnownMethod(exchange)) return;
    if (call.endpoint.startsWith('restore') && this.#options.snapStart !== true) return;
    // A `next` that a fault refuses or drops never reaches the state machine.
    if (call.endpoint === 'next' && replacesAnswer(exchange.faults)) return;
    exchange.reception = this.#invocations.receive(call);
  }

  answered({ reception, route, call }: Exchange): void {
    if (reception?.kind === 'read-body' && isOutcome(route) && call !== undefined)
      this.#invocations.settle(call);
  }

  data(exchange: Exchange, bytes: Buffer): Promise<void> | undefined {
    const { takeStreamed } = this.#options;
    if (takeStreamed === undefined || exchange.reception?.kind !== 'read-body') return undefined;
    return isStreamed(exchange.head) ? takeStreamed(exchange, bytes) : undefined;
  }

  body(exchange: Exchange, content: Buffer): void {
    const { connection, faults, route, reception } = exchange;
    if (exchange.replied) return;
    const drop = faults.find((fault) => fault.fault === 'drop-before-reply');
    const status = faults.find((fault) => fault.fault === 'status');
    if (status !== undefined || drop !== undefined) {
      this.answered(exchange);
      if (drop !== undefined) connection.dropInsteadOfReply(exchange, drop, drop.closing);
      else if (status !== undefined) connection.reply(exchange, injectedAnswer(status));
      return;
    }
    if (route.method !== undefined && !isKnownMethod(exchange)) {
      connection.reply(exchange, methodNotAllowed(route.method));
      return;
    }
    if (reception !== undefined) {
      this.#act(exchange, reception);
      return;
    }
    const { concurrent = false, snapStart = false } = this.#options;
    const answer = statelessAnswer(route.endpoint, exchange.head.headers, {
      content,
      concurrent,
      credentials: snapStart ? this.credentials : undefined,
    });
    if (answer !== undefined) connection.reply(exchange, answer);
  }

  lost(exchange: Exchange): void {
    this.#invocations.leave(exchange);
    const { call } = exchange;
    if (call === undefined) return;
    // Only an upload that had claimed the invocation makes it unsettled again; an unsent reply is lost.
    if (!exchange.replied && exchange.reception?.kind === 'read-body') {
      this.#invocations.abandon(call);
    } else if (
      exchange.faults.some((fault) => fault.fault === 'drop-in-body' || fault.fault === 'drop-at-head')
    ) {
      this.#invocations.abandon(call);
    }
  }

  closed(connection: Connection): void {
    this.#listener.forget(connection);
  }

  #act(exchange: Exchange, reception: Reception): void {
    switch (reception.kind) {
      case 'answer':
        exchange.connection.reply(exchange, reception.answer);
        return;
      case 'read-body':
        if (exchange.call !== undefined)
          exchange.connection.reply(exchange, this.#invocations.complete(exchange.call, exchange.bodyBytes));
        return;
      case 'await-invocation':
      case 'await-restore':
      case 'redeliver':
        this.#invocations.wait(exchange, reception);
        return;
    }
  }
}

/** Whether the endpoint answers the method of the request. */
function isKnownMethod({ route, head }: Exchange): boolean {
  return route.method === head.method;
}

/** Whether the endpoint takes a result. */
function isOutcome({ endpoint }: Exchange['route']): boolean {
  return endpoint === 'response' || endpoint === 'error';
}

function deliver(exchange: Exchange, invocation: Invocation): void {
  const answer = { status: 200, headers: invocation.headers, body: invocation.event };
  exchange.connection.reply(exchange, answer, invocation);
}
