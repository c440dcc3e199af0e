/**
 * One accepted connection: feeds the parser, keeps requests and replies in order, and records who ended it and how.
 * The server (`ConnectionHost`) interprets requests; the `ReplyWriter` sends replies.
 */
import type { Socket } from 'node:net';
import type { ConnectionId, Framing, ProtocolProblem } from '../../trace/entry.ts';
import { headerValues, type RawHeaders } from '../../base/headers.ts';
import type { Trace } from '../../trace/trace.ts';
import { badRequest, payloadTooLarge, type Answer } from '../protocol/answers.ts';
import { describeFault, type Closing, type Fault } from '../invocations/faults.ts';
import { callOf } from '../protocol/call.ts';
import { routeOf } from '../protocol/routes.ts';
import type { Invocation } from '../invocations/invocation.ts';
import { BodyRecorder } from './body-recorder.ts';
import type { ConnectionHost, Exchange, Wire } from './exchange.ts';
import { ReplyWriter } from './reply-writer.ts';
import { RequestParser, type RequestHead } from './request-parser.ts';

/** What a runtime may send before its reply until we stop reading. */
const PIPELINE_BYTES = 256 * 1024;

/** An accepted connection. */
export class Connection {
  readonly id: ConnectionId;
  readonly #socket: Socket;
  readonly #wire: Wire;
  readonly #host: ConnectionHost;
  readonly #parser: RequestParser;
  readonly #writer: ReplyWriter;
  readonly #now = (): number => this.#trace.now();
  #current: Exchange | undefined;
  #body: BodyRecorder | undefined;
  #early = false;
  /** The socket is not read before this time. */
  #slowUntil = 0;
  #earlyBytes = 0;
  #closed = false;
  #closedByUs: Closing | undefined;

  constructor(id: ConnectionId, socket: Socket, wire: Wire, host: ConnectionHost, atFixedPort = false) {
    this.id = id;
    this.#socket = socket;
    this.#wire = wire;
    this.#host = host;
    this.#writer = new ReplyWriter(socket, wire, {
      open: () => !this.#closed,
      answered: () => {
        this.#current = undefined;
      },
      reusable: () => this.#reuse(),
      close: (closing) => this.close(closing),
    });
    this.#parser = new RequestParser({
      head: (head) => this.#begin(head),
      data: (bytes) => this.#take(bytes),
      end: (framing, trailers) => this.#complete(framing, trailers),
      problem: (problem, fatal, sample) => this.#object(problem, fatal, sample),
    });
    this.#trace.record({
      kind: 'connection-opened',
      connection: id,
      ...(atFixedPort ? { atFixedPort } : {}),
    });
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('end', () => this.#leave('end'));
    socket.on('error', () => this.#leave('reset'));
    socket.on('close', () => this.#leave('end'));
  }

  /** Whether it is idle between two requests. */
  get idle(): boolean {
    return this.#current === undefined && !this.#parser.inside;
  }

  get #trace(): Trace {
    return this.#wire.trace();
  }

  /** Ends the connection from the server's side. */
  close(closing: Closing): void {
    if (this.#closed) return;
    this.#closedByUs = closing;
    this.#finish(closing);
    if (closing === 'reset') this.#socket.resetAndDestroy();
    // A full close, not a half-close: later data of the runtime gets a reset and not silence.
    else this.#socket.end(() => this.#socket.destroy());
  }

  /** Sends an injected answer. */
  replyByFault(exchange: Exchange, answer: Answer): void {
    this.#writer.ignoreRules();
    this.reply(exchange, answer);
  }

  /** Sends the reply to the current request, with its faults; `invocation` is the one it delivers. */
  reply(exchange: Exchange, answer: Answer, invocation?: Invocation): void {
    if (this.#closed || exchange.replied) return;
    exchange.replied = true;
    this.#writer.reply(exchange, answer, invocation);
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

  #reuse(): void {
    if (this.#parser.idle) {
      this.#resume();
      return;
    }
    // Not in the same call: a runtime may have sent thousands of requests ahead.
    queueMicrotask(() => {
      if (!this.#closed) this.#resume();
    });
  }

  #resume(): void {
    this.#earlyBytes = 0;
    this.#socket.resume();
    this.#parser.resume();
  }

  #begin(head: RequestHead): void {
    const route = routeOf(head.target);
    const { endpoint, requestId } = route;
    const named = requestId === undefined ? {} : { requestId };
    this.#wire.exchanges += 1;
    const exchange: Exchange = {
      id: this.#wire.exchanges,
      connection: this,
      head,
      route,
      call: callOf(route, head.headers),
      faults: this.#wire.faults.take({ endpoint, target: head.target, ...named }),
      reception: undefined,
      bodyBytes: 0,
      replied: false,
    };
    this.#current = exchange;
    this.#writer.began(exchange);
    this.#body = new BodyRecorder(head, this.#now);
    this.#parser.pause();
    this.#trace.record({
      kind: 'request',
      exchange: exchange.id,
      connection: this.id,
      endpoint,
      method: head.method,
      target: head.target,
      version: head.version,
      headers: head.headers,
      headBytes: head.headBytes,
      ...named,
      pipelined: this.#early,
    });
    this.#early = false;
    this.#host.request(exchange);
    const drop = exchange.faults.find((fault) => fault.fault === 'drop-at-head');
    if (drop !== undefined) this.#drop(exchange, drop, drop.closing);
    else if (headerValues(head.headers, 'expect').some((value) => value.toLowerCase() === '100-continue')) {
      this.#writer.continue(exchange);
    }
  }

  #take(bytes: Buffer): void {
    const exchange = this.#current;
    if (exchange === undefined || this.#closed) return;
    exchange.bodyBytes += bytes.length;
    this.#body?.take(bytes);
    if (exchange.faults.length === 0 && this.#body?.excessive !== true) {
      this.#pass(exchange, bytes);
      return;
    }
    const drop = exchange.faults.find((fault) => fault.fault === 'drop-in-body');
    if (drop !== undefined && exchange.bodyBytes >= drop.bodyBytes) {
      this.#drop(exchange, drop, drop.closing);
      return;
    }
    if (this.#body?.excessive === true) {
      this.#object('body-too-large', true, Buffer.alloc(0));
      return;
    }
    const early = exchange.faults.find((fault) => fault.fault === 'answer-in-body');
    if (early !== undefined && !exchange.replied && exchange.bodyBytes >= early.bodyBytes) {
      this.#host.answered(exchange);
      this.reply(exchange, early.answer);
    }
    this.#slowDown(exchange, bytes.length);
    this.#pass(exchange, bytes);
  }

  #pass(exchange: Exchange, bytes: Buffer): void {
    const taken = this.#host.data(exchange, bytes);
    if (taken === undefined) return;
    this.#socket.pause();
    void taken.then(() => this.#socket.resume());
  }

  /** Reads as slowly as the faults of the request say. */
  #slowDown({ faults, bodyBytes }: Exchange, received: number): void {
    const stall = faults.find((fault) => fault.fault === 'stall');
    if (stall !== undefined && bodyBytes >= stall.bodyBytes && bodyBytes - received < stall.bodyBytes) {
      this.#socket.pause();
      void stall.gate.opened.then(() => this.#socket.resume());
    }
    const slow = faults.find((fault) => fault.fault === 'read-slowly');
    if (slow !== undefined && bodyBytes > (slow.burstBytes ?? 0)) {
      this.#socket.pause();
      // One read of the socket may bring several pieces; their times add up.
      const now = performance.now();
      const until = Math.max(now, this.#slowUntil) + (received / slow.bytesPerSecond) * 1000;
      this.#slowUntil = until;
      setTimeout(() => {
        if (this.#slowUntil === until) this.#socket.resume();
      }, until - now);
    }
  }

  #complete(framing: Framing, trailers: RawHeaders): void {
    const exchange = this.#current;
    const body = this.#body?.end();
    if (exchange === undefined || body === undefined || this.#closed) return;
    this.#body = undefined;
    this.#trace.record({
      kind: 'request-body',
      exchange: exchange.id,
      framing,
      ...body,
      trailers,
    });
    // It came in one piece with this request, so before a reply was possible.
    if (this.#parser.ahead) this.#early = true;
    this.#host.body(exchange, body.body.bytes);
  }

  /** Ends the connection by a fault, instead of a reply. */
  dropInsteadOfReply(exchange: Exchange, fault: Fault, closing: Closing): void {
    // The request is complete, so closing does not truncate it.
    this.#current = undefined;
    this.#drop(exchange, fault, closing);
  }

  #drop(exchange: Exchange, fault: Fault, closing: Closing): void {
    exchange.replied = true;
    this.#trace.record({ kind: 'fault', exchange: exchange.id, fault: describeFault(fault) });
    this.close(closing);
  }

  #object(problem: ProtocolProblem, fatal: boolean, sample: Buffer): void {
    this.#trace.record({
      kind: 'protocol-problem',
      connection: this.id,
      ...(this.#current === undefined ? {} : { exchange: this.#current.id }),
      problem,
      sample,
    });
    if (!fatal || this.#closed) return;
    this.#writer.reject(
      problem === 'body-too-large' ? payloadTooLarge() : badRequest('malformed HTTP request'),
    );
    this.close('end');
  }

  /** The runtime closed its side: nothing is delivered to it any more. */
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
      this.#trace.record({
        kind: 'request-aborted',
        exchange: pending.id,
        received: pending.bodyBytes,
      });
    }
    this.#trace.record({
      kind: 'connection-closed',
      connection: this.id,
      by: this.#closedByUs === undefined ? 'runtime' : 'server',
      how,
      ...(pending === undefined ? {} : { pending: pending.id }),
    });
    if (pending !== undefined) this.#host.lost(pending);
    this.#host.closed(this);
  }
}
