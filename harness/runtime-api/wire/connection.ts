/**
 * One accepted connection: feeds the parser, keeps requests and replies in order, plays replies step by step, and
 * writes down who ended it and how. What a request means is the server's business (`ConnectionHost`).
 */
import type { Socket } from 'node:net';
import type { ConnectionId, ExchangeId, Framing, ObservedBody, ProtocolProblem } from '../../trace/entry.ts';
import type { RawHeaders } from '../../base/headers.ts';
import type { Trace } from '../../trace/trace.ts';
import { badRequest, payloadTooLarge, type Answer } from '../protocol/answers.ts';
import { describeFault, type Closing, type Fault } from '../invocations/faults.ts';
import { routeOf, type Route } from '../protocol/routes.ts';
import type { ReplyGuard, ReplyWatch } from './reply-guard.ts';
import type { Invocation } from '../invocations/invocation.ts';
import { frameReply, type WireReply, type WireStep } from './reply-framing.ts';
import { RequestParser, type RequestHead } from './request-parser.ts';
import { headerValues } from '../../base/headers.ts';

/** More than the largest response, so that a body at the limit and a little over it is kept whole. */
const KEPT_BODY_BYTES = 8 * 1024 * 1024;
/** A body longer than this is not read to its end. */
const MAXIMUM_BODY_BYTES = 64 * 1024 * 1024;
/** What a runtime may send ahead of the reply it is owed before we stop reading. */
const PIPELINE_BYTES = 256 * 1024;

/** A request and the reply it is owed. */
export interface Exchange {
  readonly id: ExchangeId;
  readonly connection: Connection;
  readonly head: RequestHead;
  readonly route: Route;
  readonly faults: readonly Fault[];
  bodyBytes: number;
  replied: boolean;
}

/** What the delivery of an invocation adds to a reply. */
export interface Delivery {
  readonly invocation: Invocation;
  /** Called right before the head of the reply leaves. */
  readonly beforeHead: () => void;
}

/** What a connection asks of the server. */
export interface ConnectionHost {
  readonly trace: Trace;
  readonly guard: ReplyGuard;
  nextExchangeId(): ExchangeId;
  takeFaults(head: RequestHead, route: Route): readonly Fault[];
  /** The head of a request arrived. */
  began(exchange: Exchange): void;
  /** A request arrived whole and awaits `connection.reply`. */
  received(exchange: Exchange): void;
  /** The upload broke off, or the runtime left before the reply. */
  brokeOff(exchange: Exchange): void;
  closed(connection: Connection): void;
  phase(): string;
}

export class Connection {
  readonly id: ConnectionId;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #parser: RequestParser;
  readonly #watch: ReplyWatch;
  #current: Exchange | undefined;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #early = false;
  #earlyBytes = 0;
  #closed = false;
  #closedByUs: Closing | undefined;

  constructor(id: ConnectionId, socket: Socket, host: ConnectionHost) {
    this.id = id;
    this.#socket = socket;
    this.#host = host;
    this.#watch = host.guard.watch();
    this.#parser = new RequestParser({
      head: (head) => this.#begin(head),
      data: (bytes) => this.#take(bytes),
      end: (framing, trailers) => this.#complete(framing, trailers),
      problem: (problem, fatal, sample) => this.#object(problem, fatal, sample),
    });
    host.trace.record({ kind: 'connection-opened', connection: id });
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('end', () => this.#leave('end'));
    socket.on('error', () => this.#leave('reset'));
    socket.on('close', () => this.#leave('end'));
  }

  /** Whether nothing is under way on it: a kept connection between two requests. */
  get idle(): boolean {
    return this.#current === undefined && !this.#parser.inside;
  }

  get open(): boolean {
    return !this.#closed;
  }

  /** Ends the connection from the server's side. */
  close(closing: Closing): void {
    if (this.#closed) return;
    this.#closedByUs = closing;
    this.#finish(closing);
    if (closing === 'reset') this.#socket.resetAndDestroy();
    // A full close, not half of one: what the runtime sends afterwards is met by a reset and not by silence.
    else this.#socket.end(() => this.#socket.destroy());
  }

  /** Sends an injected answer, which is no choice of the server's. */
  replyByFault(exchange: Exchange, answer: Answer): void {
    this.#watch.look(true);
    this.reply(exchange, answer);
  }

  /** Sends the reply to the current request, with the faults armed for it. */
  reply(exchange: Exchange, answer: Answer, delivery?: Delivery): void {
    if (this.#closed || exchange.replied) return;
    exchange.replied = true;
    const faults = [...exchange.faults, ...(delivery?.invocation.faults ?? [])];
    for (const fault of faults) {
      // That one showed when the head of the request came, if at all.
      if (fault.fault === 'no-continue') continue;
      this.#host.trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(fault) });
    }
    const reply = frameReply(answer, faults, {
      keepAlive: keepsAlive(exchange.head),
      date: new Date(),
    });
    this.#watch.look(faults.length > 0);
    const recordHead = (): void => {
      delivery?.beforeHead();
      this.#host.trace.record({
        kind: 'reply',
        exchange: exchange.id,
        status: reply.status,
        headers: reply.headers,
        body: observed([reply.body], reply.body.length),
        state: this.#host.phase(),
      });
    };
    void this.#send(exchange, reply, recordHead, delivery?.invocation);
  }

  async #send(
    exchange: Exchange,
    reply: WireReply,
    recordHead: () => void,
    delivered: Invocation | undefined,
  ): Promise<void> {
    const complete = (): void => {
      this.#watch.finished(exchange, delivered);
      this.#host.trace.record({ kind: 'reply-completed', exchange: exchange.id });
      this.#current = undefined;
    };
    const lingers = reply.steps.some(({ step }) => step === 'linger');
    if (!(await this.#play(reply.steps, recordHead, complete)) || lingers) return;
    complete();
    if (reply.keepsConnection && !this.#closed) this.#resume();
  }

  /** Plays the steps; false when the connection ended before the last one. */
  async #play(
    steps: readonly WireStep[],
    beforeFirstWrite: () => void,
    beforeLingering: () => void,
  ): Promise<boolean> {
    let headSent = false;
    for (const step of steps) {
      if (this.#closed) return false;
      switch (step.step) {
        case 'pause':
          await pause(step.ms);
          break;
        case 'await':
          await step.gate.opened;
          break;
        case 'linger':
          beforeLingering();
          await step.gate.opened;
          break;
        case 'write':
          if (!headSent) beforeFirstWrite();
          headSent = true;
          this.#write(step.bytes);
          break;
        case 'close':
          // The reply is complete before the close is recorded, so that the trace tells them apart.
          this.#current = undefined;
          this.close(step.closing);
          break;
      }
    }
    return headSent;
  }

  #write(bytes: Buffer): void {
    this.#watch.wrote(bytes);
    this.#socket.write(bytes);
  }

  #receive(bytes: Buffer): void {
    if (this.#closed) return;
    this.#parser.push(bytes);
    if (this.#current !== undefined && this.#parser.ahead) this.#early = true;
    if (this.#early && this.#current !== undefined) {
      this.#earlyBytes += bytes.length;
      if (this.#earlyBytes > PIPELINE_BYTES) this.#socket.pause();
    }
  }

  #resume(): void {
    this.#earlyBytes = 0;
    this.#socket.resume();
    this.#parser.resume();
  }

  #begin(head: RequestHead): void {
    const route = routeOf(head.target);
    const exchange: Exchange = {
      id: this.#host.nextExchangeId(),
      connection: this,
      head,
      route,
      faults: this.#host.takeFaults(head, route),
      bodyBytes: 0,
      replied: false,
    };
    this.#current = exchange;
    this.#watch.began(exchange);
    this.#kept = [];
    this.#keptBytes = 0;
    this.#parser.pause();
    this.#host.trace.record({
      kind: 'request',
      exchange: exchange.id,
      connection: this.id,
      endpoint: route.endpoint,
      method: head.method,
      target: head.target,
      version: head.version,
      headers: head.headers,
      headBytes: head.headBytes,
      ...(route.requestId === undefined ? {} : { requestId: route.requestId }),
      pipelined: this.#early,
    });
    this.#early = false;
    this.#host.began(exchange);
    const drop = exchange.faults.find((fault) => fault.fault === 'drop-at-head');
    if (drop !== undefined) this.#drop(exchange, drop, drop.closing);
    else if (headerValues(head.headers, 'expect').some((value) => value.toLowerCase() === '100-continue')) {
      this.#continue(exchange);
    }
  }

  #continue(exchange: Exchange): void {
    const silent = exchange.faults.find((fault) => fault.fault === 'no-continue');
    if (silent === undefined) this.#write(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
    else this.#host.trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(silent) });
  }

  #take(bytes: Buffer): void {
    const exchange = this.#current;
    if (exchange === undefined || this.#closed) return;
    exchange.bodyBytes += bytes.length;
    if (this.#keptBytes < KEPT_BODY_BYTES) {
      this.#kept.push(bytes.subarray(0, KEPT_BODY_BYTES - this.#keptBytes));
      this.#keptBytes += bytes.length;
    }
    const drop = exchange.faults.find((fault) => fault.fault === 'drop-in-body');
    if (drop !== undefined && exchange.bodyBytes >= drop.bodyBytes) {
      this.#drop(exchange, drop, drop.closing);
      return;
    }
    if (exchange.bodyBytes > MAXIMUM_BODY_BYTES) {
      this.#object('body-too-large', true, Buffer.alloc(0));
      return;
    }
    const slow = exchange.faults.find((fault) => fault.fault === 'read-slowly');
    if (slow !== undefined) {
      this.#socket.pause();
      setTimeout(() => this.#socket.resume(), (bytes.length / slow.bytesPerSecond) * 1000);
    }
  }

  #complete(framing: Framing, trailers: RawHeaders): void {
    const exchange = this.#current;
    if (exchange === undefined || this.#closed) return;
    this.#host.trace.record({
      kind: 'request-body',
      exchange: exchange.id,
      framing,
      body: observed(this.#kept, exchange.bodyBytes),
      trailers,
    });
    this.#kept = [];
    // In one piece with this request, and so before there can have been a reply.
    if (this.#parser.ahead) this.#early = true;
    this.#host.received(exchange);
  }

  /** Ends the connection as a fault asks, in place of a reply. */
  dropInsteadOfReply(exchange: Exchange, fault: Fault, closing: Closing): void {
    // The request has arrived whole, so that nothing of it breaks off with the connection.
    this.#current = undefined;
    this.#drop(exchange, fault, closing);
  }

  #drop(exchange: Exchange, fault: Fault, closing: Closing): void {
    exchange.replied = true;
    this.#host.trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(fault) });
    this.close(closing);
  }

  #object(problem: ProtocolProblem, fatal: boolean, sample: Buffer): void {
    this.#host.trace.record({
      kind: 'protocol-problem',
      connection: this.id,
      ...(this.#current === undefined ? {} : { exchange: this.#current.id }),
      problem,
      sample,
    });
    if (!fatal || this.#closed) return;
    this.#watch.look(true);
    const answer = problem === 'body-too-large' ? payloadTooLarge() : badRequest('malformed HTTP request');
    const reply = frameReply(answer, [], { keepAlive: false, date: new Date() });
    for (const step of reply.steps) if (step.step === 'write') this.#write(step.bytes);
    this.close('end');
  }

  /** The runtime's side ended. With a reply owed it counts as gone: nothing is delivered to it any more. */
  #leave(how: Closing): void {
    if (this.#closed) return;
    this.#finish(how);
    this.#socket.destroy();
  }

  #finish(how: Closing): void {
    this.#closed = true;
    const pending = this.#current;
    this.#current = undefined;
    if (pending !== undefined && this.#parser.inside) {
      this.#host.trace.record({
        kind: 'request-aborted',
        exchange: pending.id,
        received: pending.bodyBytes,
      });
    }
    this.#host.trace.record({
      kind: 'connection-closed',
      connection: this.id,
      by: this.#closedByUs === undefined ? 'runtime' : 'server',
      how,
      ...(pending === undefined ? {} : { pending: pending.id }),
    });
    if (pending !== undefined) this.#host.brokeOff(pending);
    this.#host.closed(this);
  }
}

function observed(parts: readonly Buffer[], length: number): ObservedBody {
  const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  return { length, bytes, cut: bytes.length < length };
}

function keepsAlive(head: RequestHead): boolean {
  const tokens = headerValues(head.headers, 'connection').flatMap((value) =>
    value.split(',').map((token) => token.trim().toLowerCase()),
  );
  return head.version === 'HTTP/1.0' ? tokens.includes('keep-alive') : !tokens.includes('close');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
