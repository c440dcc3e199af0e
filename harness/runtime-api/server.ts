/**
 * The instrumented Runtime API server: loopback sockets in front of the pure model. It records before it judges,
 * answers a misbehaving runtime as Lambda does, misbehaves on command (faults.ts), serves any number of connections,
 * bounds what it keeps, and never crashes on any input.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { ExchangeId } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import { methodNotAllowed, type Answer } from './protocol/answers.ts';
import { callOf } from './protocol/call.ts';
import { Connection, type ConnectionHost, type Exchange } from './wire/connection.ts';
import {
  describeFault,
  FaultPlan,
  injectedAnswer,
  replacesAnswer,
  spoils,
  type Closing,
  type Fault,
} from './invocations/faults.ts';
import { HeldPort } from './wire/held-port.ts';
import type { Invocation } from './invocations/invocation.ts';
import { InvocationQueue } from './invocations/invocation-queue.ts';
import type { ApiSettings, Reception } from './protocol/model.ts';
import { ReplyGuard } from './wire/reply-guard.ts';
import { statelessAnswer } from './protocol/stateless-routes.ts';

/** Beyond this a runtime that opens connections without end is cut off. */
const MAXIMUM_CONNECTIONS = 4096;

export interface RuntimeApiOptions {
  readonly trace: () => Trace;
  /**
   * Loopback name or address to listen on. Default: `127.0.0.1`. `localhost` listens on IPv4 and IPv6. `0.0.0.0`, which
   * leads to this very machine and is no loopback address by its looks, is the address alone: nobody else gets in.
   */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly settings?: ApiSettings;
  /** See `InvocationQueueOptions`. */
  readonly repeatPaceMs?: number;
  /** Serves the restore endpoints, which exist under SnapStart only. Default: no. */
  readonly snapStart?: boolean;
}

export class RuntimeApiServer implements ConnectionHost, AsyncDisposable {
  readonly faults = new FaultPlan();
  readonly guard = new ReplyGuard();
  readonly #options: RuntimeApiOptions;
  readonly #invocations: InvocationQueue<Exchange>;
  readonly #host: string;
  readonly #connections = new Set<Connection>();
  #receptions = new WeakMap<Exchange, Reception>();
  #listeners: Server[] = [];
  #held: HeldPort[] = [];
  #connectionCount = 0;
  readonly #whenDrained: (() => void)[] = [];
  #exchangeCount = 0;
  #port = 0;

  private constructor(options: RuntimeApiOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#invocations = new InvocationQueue({
      settings: options.settings ?? { repeatedNext: 'redeliver' },
      deliver: (exchange, invocation) => this.#deliver(exchange, invocation),
      repeatPaceMs: options.repeatPaceMs,
    });
    this.#port = options.port ?? 0;
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
    return `${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** How many polls are blocked right now. */
  get waitingPolls(): number {
    return this.#invocations.blocked.length;
  }

  /** Resolves when no connection is open. */
  async drained(): Promise<void> {
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenDrained.push(resolve);
    });
  }

  /** Whether nothing is under way: no invocation queued or unsettled, no fault armed. */
  get quiet(): boolean {
    return this.#invocations.quiet && !this.faults.pending;
  }

  /** Whether init or restore failed, so that only the end of the process is left. */
  get failed(): boolean {
    return ['InitError', 'RuntimeRestoreErrorState'].includes(this.#invocations.phase);
  }

  /** Listens (again) on the port it had before, or on a free one at first. */
  async listen(): Promise<void> {
    const addresses = addressesOf(this.#host);
    for (const address of addresses) {
      const listener = createServer({ allowHalfOpen: true, pauseOnConnect: false });
      listener.on('connection', (socket) => this.#accept(socket));
      try {
        await listening(listener, address, this.#port);
      } catch (reason) {
        // A machine without IPv6 still has `localhost`.
        if (address === '::1') continue;
        throw reason;
      }
      this.#port = portOf(listener);
      this.#listeners.push(listener);
    }
    this.#release();
    this.trace.record({ kind: 'server', state: 'listening' });
  }

  /** Queues an event; a blocked or the next poll gets it. */
  invoke(invocation: Invocation): void {
    this.guard.queued(invocation);
    this.trace.record({
      kind: 'invocation-queued',
      invocation: invocation.number,
      requestId: invocation.requestId,
    });
    this.#invocations.add(invocation);
  }

  /** Gives an invocation up: a queued one is not delivered any more, and the result of a delivered one not awaited. */
  withdraw(requestId: string): void {
    this.#invocations.withdraw(requestId);
  }

  /** Begins anew, as for another process in the same environment: what was under way is over. */
  reset(): void {
    this.#invocations.reset();
  }

  /** Lets the blocked `restore/next` return, as after a restore from a snapshot. */
  restore(): void {
    const exchange = this.#invocations.restore();
    exchange?.connection.reply(exchange, { status: 200, headers: [], body: Buffer.alloc(0) });
  }

  /** Ends the kept connections on which nothing is under way. */
  closeIdleConnections(closing: Closing): number {
    const idle = [...this.#connections].filter((connection) => connection.idle);
    for (const connection of idle) this.#drop(connection, 'idle connection closed', closing);
    return idle.length;
  }

  /** Answers the polls that are blocked with a status, as a failing service would. */
  refuseBlockedPolls(fault: Extract<Fault, { fault: 'status' }>): void {
    for (const exchange of this.#invocations.takeBlocked()) {
      this.trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(fault) });
      exchange.connection.replyByFault(exchange, injectedAnswer(fault));
    }
  }

  /** Ends the connections on which polls are blocked. */
  dropBlockedPolls(closing: Closing): void {
    for (const { connection } of this.#invocations.blocked.slice())
      this.#drop(connection, 'blocked poll dropped', closing);
  }

  /** Stops listening and ends every connection: the Runtime API has gone. */
  gone(closing: Closing = 'reset'): void {
    if (this.#listeners.length === 0) return;
    this.trace.record({ kind: 'server', state: 'gone' });
    this.#held = this.#listeners.map((listener) => new HeldPort(listener));
    this.#listeners = [];
    for (const connection of this.#connections) connection.close(closing);
  }

  /** @throws {HarnessError} ENGINE_FAILED when the server broke its own rules, which is a fault of the harness. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    this.#listeners = [];
    this.#release();
    for (const connection of this.#connections) connection.close('reset');
    await Promise.resolve();
    this.guard.close();
  }

  #release(): void {
    for (const port of this.#held) port.release();
    this.#held = [];
  }

  /** Closes a connection as a fault that is no reply's, so that the trace says it was us. */
  #drop(connection: Connection, what: string, closing: Closing): void {
    const how = closing === 'end' ? 'orderly end' : 'reset';
    this.trace.record({ kind: 'fault', connection: connection.id, fault: `${what} (${how})` });
    connection.close(closing);
  }

  // What connections ask (ConnectionHost).

  nextExchangeId(): ExchangeId {
    this.#exchangeCount += 1;
    return this.#exchangeCount;
  }

  takeFaults(head: Exchange['head'], route: Exchange['route']): readonly Fault[] {
    return this.faults.take({
      endpoint: route.endpoint,
      target: head.target,
      ...(route.requestId === undefined ? {} : { requestId: route.requestId }),
    });
  }

  phase(): string {
    return this.#invocations.phase;
  }

  began(exchange: Exchange): void {
    if (this.trace.overflowed) {
      this.trace.record({ kind: 'server', state: 'overflow' });
      this.gone();
      return;
    }
    const call = callOf(exchange.route, exchange.head.headers);
    if (call === undefined || !isKnownMethod(exchange)) return;
    if (call.endpoint.startsWith('restore') && this.#options.snapStart !== true) return;
    // A `next` that will be refused or dropped by a fault never reaches the state machine.
    if (call.endpoint === 'next' && replacesAnswer(exchange.faults)) return;
    this.#receptions.set(exchange, this.#invocations.receive(call));
  }

  received(exchange: Exchange): void {
    const { connection, faults, route } = exchange;
    const drop = faults.find((fault) => fault.fault === 'drop-before-reply');
    const status = faults.find((fault) => fault.fault === 'status');
    if (status !== undefined || drop !== undefined) {
      if (route.endpoint === 'response' || route.endpoint === 'error') this.#settle(exchange);
      if (drop !== undefined) connection.dropInsteadOfReply(exchange, drop, drop.closing);
      else if (status !== undefined) connection.reply(exchange, injectedAnswer(status));
      return;
    }
    if (route.method !== undefined && !isKnownMethod(exchange)) {
      connection.reply(exchange, methodNotAllowed(route.method));
      return;
    }
    const reception = this.#receptions.get(exchange);
    if (reception !== undefined) {
      this.#act(exchange, reception);
      return;
    }
    const answer = statelessAnswer(route.endpoint);
    if (answer !== undefined) connection.reply(exchange, answer);
  }

  brokeOff(exchange: Exchange): void {
    this.#invocations.leave(exchange);
    // Only an upload that had claimed the invocation gives it back; a reply that was owed is simply lost.
    if (!exchange.replied && this.#receptions.get(exchange)?.kind === 'read-body') {
      this.#invocations.abandon();
    } else if (
      exchange.faults.some((fault) => fault.fault === 'drop-in-body' || fault.fault === 'drop-at-head')
    ) {
      this.#invocations.abandon();
    }
  }

  closed(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= MAXIMUM_CONNECTIONS) {
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    this.#connectionCount += 1;
    this.#connections.add(new Connection(this.#connectionCount, socket, this));
  }

  #act(exchange: Exchange, reception: Reception): void {
    switch (reception.kind) {
      case 'answer':
        exchange.connection.reply(exchange, reception.answer);
        return;
      case 'read-body': {
        const call = callOf(exchange.route, exchange.head.headers);
        if (call === undefined) return;
        exchange.connection.reply(exchange, this.#invocations.complete(call, exchange.bodyBytes));
        return;
      }
      case 'await-invocation':
      case 'await-restore':
      case 'redeliver':
        this.#invocations.wait(exchange, reception);
        return;
    }
  }

  #deliver(exchange: Exchange, invocation: Invocation): void {
    const answer: Answer = { status: 200, headers: invocation.headers, body: invocation.event };
    const spoiled = spoils([...exchange.faults, ...invocation.faults]);
    exchange.connection.reply(exchange, answer, {
      invocation,
      beforeHead: () => {
        this.trace.record({
          kind: 'invocation-delivered',
          invocation: invocation.number,
          requestId: invocation.requestId,
          exchange: exchange.id,
          benign: invocation.benign && !spoiled,
        });
      },
    });
  }

  #settle(exchange: Exchange): void {
    const reception = this.#receptions.get(exchange);
    if (reception?.kind === 'read-body') this.#invocations.settle();
  }
}

function addressesOf(host: string): string[] {
  if (host === 'localhost') return ['127.0.0.1', '::1'];
  return [host === '0.0.0.0' ? '127.0.0.1' : host];
}

function listening(listener: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, address, () => {
      listener.off('error', reject);
      // Accepting can fail later, for example without a free descriptor; the runtime then sees a closed connection.
      listener.on('error', () => {});
      resolve();
    });
  });
}

function portOf(listener: Server): number {
  const address = listener.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Whether the endpoint answers the method of the request. */
function isKnownMethod({ route, head }: Exchange): boolean {
  return route.method === head.method;
}
