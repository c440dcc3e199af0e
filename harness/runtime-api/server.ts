/**
 * The instrumented Runtime API server: loopback sockets in front of the pure model. It records before it judges,
 * answers a misbehaving runtime as Lambda does, misbehaves on command (faults.ts), serves any number of connections,
 * bounds what it keeps, and never crashes on any input.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { ExchangeId } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import { methodNotAllowed, type Answer } from './answers.ts';
import { callOf, injectedAnswer, isKnownMethod, replacesAnswer, spoils } from './call.ts';
import { Connection, type ConnectionHost, type Exchange } from './connection.ts';
import { describeFault, FaultPlan, type Closing, type Fault } from './faults.ts';
import type { Invocation } from './invocation.ts';
import * as model from './model.ts';
import { ReplyGuard } from './reply-guard.ts';
import { statelessAnswer } from './stateless.ts';

/** Beyond this a runtime that opens connections without end is cut off. */
const MAXIMUM_CONNECTIONS = 4096;

/** A runtime that polls again without a result is given its event again: so often at once, then at a pace. */
const REPEATS_AT_ONCE = 3;

export interface RuntimeApiOptions {
  readonly trace: () => Trace;
  /**
   * Loopback name or address to listen on. Default: `127.0.0.1`. `localhost` listens on IPv4 and IPv6. `0.0.0.0`, which
   * leads to this very machine and is no loopback address by its looks, is the address alone: nobody else gets in.
   */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly settings?: model.ApiSettings;
  /** How long a poll waits for an event that was delivered several times and is still unsettled; 0: not at all. Default: 50. */
  readonly repeatPaceMs?: number;
  /** Serves the restore endpoints, which exist under SnapStart only. Default: no. */
  readonly snapStart?: boolean;
}

export class RuntimeApiServer implements ConnectionHost, AsyncDisposable {
  readonly faults = new FaultPlan();
  readonly guard = new ReplyGuard();
  readonly #options: RuntimeApiOptions;
  readonly #settings: model.ApiSettings;
  readonly #host: string;
  readonly #connections = new Set<Connection>();
  readonly #queue: Invocation[] = [];
  /** Polls that block, oldest first. */
  readonly #waiting: Exchange[] = [];
  readonly #restoring: Exchange[] = [];
  /** Polls that are about to get the event again that they left unsettled. */
  readonly #paced = new Map<Exchange, NodeJS.Timeout>();
  #receptions = new WeakMap<Exchange, model.Reception>();
  #listeners: Server[] = [];
  #state = model.initialState;
  #current: Invocation | undefined;
  /** How often the current invocation was delivered again. */
  #repeats = 0;
  #connectionCount = 0;
  readonly #whenDrained: (() => void)[] = [];
  #exchangeCount = 0;
  #port = 0;

  private constructor(options: RuntimeApiOptions) {
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#settings = options.settings ?? { repeatedNext: 'redeliver' };
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
    return this.#waiting.length;
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
    return this.#queue.length === 0 && this.#state.phase === 'Ready' && !this.faults.pending;
  }

  /** Whether init or restore failed, so that only the end of the process is left. */
  get failed(): boolean {
    return this.#state.phase === 'InitError' || this.#state.phase === 'RuntimeRestoreErrorState';
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
    this.trace.record({ kind: 'server', state: 'listening' });
  }

  /** Queues an event; a blocked or the next poll gets it. */
  invoke(invocation: Invocation): void {
    this.guard.queued(invocation);
    this.#queue.push(invocation);
    this.trace.record({
      kind: 'invocation-queued',
      invocation: invocation.number,
      requestId: invocation.requestId,
    });
    this.#match();
  }

  /** Gives an invocation up: a queued one is not delivered any more, and the result of a delivered one not awaited. */
  withdraw(requestId: string): void {
    const queued = this.#queue.findIndex((invocation) => invocation.requestId === requestId);
    if (queued !== -1) this.#queue.splice(queued, 1);
    else if (this.#current?.requestId === requestId && this.#state.phase === 'Running') {
      this.#state = model.settled(this.#state);
    }
  }

  /** Begins anew, as for another process in the same environment: what was under way is over. */
  reset(): void {
    this.#state = model.initialState;
    this.#current = undefined;
  }

  /** Lets the blocked `restore/next` return, as after a restore from a snapshot. */
  restore(): void {
    const exchange = this.#restoring.shift();
    if (exchange === undefined) return;
    this.#state = model.restore(this.#state);
    exchange.connection.reply(exchange, { status: 200, headers: [], body: Buffer.alloc(0) });
  }

  /** Ends the kept connections on which nothing is under way. */
  closeIdleConnections(closing: Closing): number {
    const idle = [...this.#connections].filter((connection) => connection.idle);
    for (const connection of idle) this.#drop(connection, 'idle connection closed', closing);
    return idle.length;
  }

  /** Answers the polls that are blocked with a status, as a failing service would. */
  refuseBlockedPolls(fault: Extract<Fault, { fault: 'status' }>): void {
    for (const exchange of this.#waiting.splice(0)) {
      this.trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(fault) });
      exchange.connection.replyByFault(exchange, injectedAnswer(fault));
    }
  }

  /** Ends the connections on which polls are blocked. */
  dropBlockedPolls(closing: Closing): void {
    const blocked = this.#waiting.slice();
    for (const { connection } of blocked) this.#drop(connection, 'blocked poll dropped', closing);
  }

  /** Stops listening and ends every connection: the Runtime API has gone. */
  gone(closing: Closing = 'reset'): void {
    if (this.#listeners.length === 0) return;
    this.trace.record({ kind: 'server', state: 'gone' });
    for (const listener of this.#listeners) listener.close();
    this.#listeners = [];
    for (const connection of this.#connections) connection.close(closing);
  }

  /** @throws {HarnessError} ENGINE_FAILED when the server broke its own rules, which is a fault of the harness. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    this.#listeners = [];
    for (const connection of this.#connections) connection.close('reset');
    await Promise.resolve();
    this.guard.close();
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
    return this.#state.phase;
  }

  began(exchange: Exchange): void {
    if (this.trace.overflowed) {
      this.trace.record({ kind: 'server', state: 'overflow' });
      this.gone();
      return;
    }
    const call = callOf(exchange);
    if (call === undefined || !isKnownMethod(exchange)) return;
    if (call.endpoint.startsWith('restore') && this.#options.snapStart !== true) return;
    // A `next` that will be refused or dropped by a fault never reaches the state machine.
    if (call.endpoint === 'next' && replacesAnswer(exchange.faults)) return;
    const step = model.receive(this.#state, call, this.#settings);
    this.#state = step.state;
    this.#receptions.set(exchange, step.result);
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
    remove(this.#waiting, exchange);
    remove(this.#restoring, exchange);
    this.#unpace(exchange);
    // Only an upload that had claimed the invocation gives it back; a reply that was owed is simply lost.
    if (!exchange.replied && this.#receptions.get(exchange)?.kind === 'read-body') {
      this.#state = model.abandon(this.#state);
    } else if (
      exchange.faults.some((fault) => fault.fault === 'drop-in-body' || fault.fault === 'drop-at-head')
    ) {
      this.#state = model.abandon(this.#state);
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

  #act(exchange: Exchange, reception: model.Reception): void {
    switch (reception.kind) {
      case 'answer':
        exchange.connection.reply(exchange, reception.answer);
        return;
      case 'read-body': {
        const call = callOf(exchange);
        if (call === undefined) return;
        const step = model.complete(this.#state, call, exchange.bodyBytes);
        this.#state = step.state;
        exchange.connection.reply(exchange, step.result);
        return;
      }
      case 'await-invocation':
        this.#waiting.push(exchange);
        this.#match();
        return;
      case 'await-restore':
        this.#restoring.push(exchange);
        return;
      case 'redeliver':
        this.#deliverAgain(exchange);
        return;
    }
  }

  #match(): void {
    if (this.#queue.length > 0 && this.#waiting.length > 0 && model.mayDeliver(this.#state)) {
      const exchange = this.#waiting.shift();
      const invocation = this.#queue.shift();
      if (exchange === undefined || invocation === undefined) return;
      this.#repeats = 0;
      this.#deliver(exchange, invocation);
    }
  }

  /** Not as fast as it is asked for: a runtime that never settles would keep the machine busy, and fill the trace. */
  #deliverAgain(exchange: Exchange): void {
    const { repeatPaceMs = 50 } = this.#options;
    this.#repeats += 1;
    if (this.#repeats <= REPEATS_AT_ONCE || repeatPaceMs === 0) {
      if (this.#current !== undefined) this.#deliver(exchange, this.#current);
      return;
    }
    const timer = setTimeout(() => {
      this.#paced.delete(exchange);
      // A result may have come meanwhile, on another connection.
      const { state, result } = model.receive(this.#state, { endpoint: 'next' }, this.#settings);
      this.#state = state;
      if (result.kind !== 'redeliver') this.#act(exchange, result);
      else if (this.#current !== undefined) this.#deliver(exchange, this.#current);
    }, repeatPaceMs);
    this.#paced.set(exchange, timer);
  }

  #unpace(exchange: Exchange): void {
    clearTimeout(this.#paced.get(exchange));
    this.#paced.delete(exchange);
  }

  #deliver(exchange: Exchange, invocation: Invocation): void {
    this.#state = model.deliver(this.#state, invocation.requestId);
    this.#current = invocation;
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
    if (reception?.kind === 'read-body') this.#state = model.settled(this.#state);
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

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}
