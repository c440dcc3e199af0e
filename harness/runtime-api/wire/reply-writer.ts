import type { Socket } from 'node:net';
import type { ObservedBody, ReplyPiece } from '../../trace/entry.ts';
import type { Answer } from '../protocol/answers.ts';
import { describeFault, preventsOutcome, type Closing, type Fault } from '../invocations/faults.ts';
import type { Invocation } from '../invocations/invocation.ts';
import type { Exchange, Wire } from './exchange.ts';
import { frameReply, type WireStep } from './reply-framing.ts';
import type { ReplyWatch } from './reply-guard.ts';
import { keepsAlive } from './keeps-alive.ts';

/** The callbacks of a `ReplyWriter`. */
export interface ReplyListener {
  readonly open: () => boolean;
  /** The request got its reply. */
  readonly answered: () => void;
  /** The connection can carry the next request. */
  readonly reusable: () => void;
  readonly close: (closing: Closing) => void;
}

/** Sends the replies of one connection, step by step, and records them. */
export class ReplyWriter {
  readonly #socket: Socket;
  readonly #wire: Wire;
  readonly #watch: ReplyWatch;
  readonly #connection: ReplyListener;

  constructor(socket: Socket, wire: Wire, connection: ReplyListener) {
    this.#socket = socket;
    this.#wire = wire;
    this.#watch = wire.guard.watch();
    this.#connection = connection;
  }

  /** The head of a request arrived. */
  began(exchange: Exchange): void {
    this.#watch.began(exchange);
  }

  /** Stops judging what is sent until the next request. */
  ignoreRules(): void {
    this.#watch.look(true);
  }

  /** Sends `100 Continue`, unless a fault suppresses it. */
  continue(exchange: Exchange): void {
    const silent = exchange.faults.find((fault) => fault.fault === 'no-continue');
    if (silent === undefined) this.#write(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'));
    else this.#recordFault(exchange, silent);
  }

  /** Answers malformed bytes. */
  reject(answer: Answer): void {
    this.ignoreRules();
    const { steps } = frameReply(answer, [], { keepAlive: false, date: new Date() });
    for (const step of steps) if (step.step === 'write') this.#write(step.bytes);
  }

  /** Sends the reply to a request, with the faults armed for it and for the invocation that it delivers. */
  async reply(exchange: Exchange, answer: Answer, invocation?: Invocation): Promise<void> {
    const faults = [...exchange.faults, ...(invocation?.faults ?? [])];
    for (const fault of faults) {
      // `continue` has recorded it.
      if (fault.fault === 'no-continue') continue;
      this.#recordFault(exchange, fault);
    }
    // An early answer does not close: the runtime may still be writing, and a reset could lose it the answer.
    const early = faults.some(({ fault }) => fault === 'answer-in-body');
    const keepAlive = early || keepsAlive(exchange.head);
    const reply = frameReply(answer, faults, { keepAlive, date: new Date() });
    this.#watch.look(faults.length > 0);
    const recordHead = (): void => {
      if (invocation !== undefined) {
        const { number, requestId, settleable, mayEnd } = invocation;
        this.#wire.trace().record({
          kind: 'invocation-delivered',
          invocation: number,
          requestId,
          exchange: exchange.id,
          settleable: settleable && !preventsOutcome(faults),
          ...(mayEnd === true && !preventsOutcome(faults) ? { mayEnd } : {}),
        });
      }
      this.#wire.trace().record({
        kind: 'reply',
        exchange: exchange.id,
        status: reply.status,
        headers: reply.headers,
        body: observed([reply.body], reply.body.length),
        state: this.#wire.phase(),
        ...(faults.length === 0 ? {} : { pieces: piecesOf(reply.steps) }),
      });
    };
    const complete = (): void => {
      this.#watch.finished(exchange, invocation);
      this.#wire.trace().record({ kind: 'reply-completed', exchange: exchange.id });
      this.#connection.answered();
    };
    const [only] = reply.steps;
    // By far the most: nothing to wait for.
    if (reply.steps.length === 1 && only?.step === 'write' && this.#connection.open()) {
      recordHead();
      this.#write(only.bytes);
      complete();
      // Not in the same call: a runtime may have sent thousands of requests ahead.
      queueMicrotask(() => {
        if (this.#connection.open()) this.#connection.reusable();
      });
      return;
    }
    const lingers = reply.steps.some(({ step }) => step === 'linger');
    if (!(await this.#play(reply.steps, recordHead, complete)) || lingers) return;
    complete();
    if (reply.keepsConnection && this.#connection.open()) this.#connection.reusable();
  }

  /** Plays the steps; false when the connection ended before the last one. */
  async #play(
    steps: readonly WireStep[],
    beforeFirstWrite: () => void,
    beforeLingering: () => void,
  ): Promise<boolean> {
    let headSent = false;
    for (const step of steps) {
      if (!this.#connection.open()) return false;
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
          this.#connection.answered();
          this.#connection.close(step.closing);
          break;
      }
    }
    return headSent;
  }

  #recordFault(exchange: Exchange, fault: Fault): void {
    this.#wire.trace().record({
      kind: 'fault',
      exchange: exchange.id,
      fault: describeFault(fault),
      ...(isReading(fault) ? { reading: fault.fault } : {}),
    });
  }

  #write(bytes: Buffer): void {
    this.#watch.wrote(bytes);
    this.#socket.write(bytes);
  }
}

function isReading(
  fault: Fault,
): fault is Extract<Fault, { fault: 'no-continue' | 'read-slowly' | 'stall' | 'answer-in-body' }> {
  return ['no-continue', 'read-slowly', 'stall', 'answer-in-body'].includes(fault.fault);
}

/** The pieces of a reply, from its first byte on: the trace has the time before it. */
function piecesOf(steps: readonly WireStep[]): ReplyPiece[] {
  return steps
    .slice(steps.findIndex(({ step }) => step === 'write'))
    .flatMap((step): ReplyPiece[] =>
      step.step === 'write' ? [{ bytes: step.bytes }] : step.step === 'pause' ? [{ pauseMs: step.ms }] : [],
    );
}

/** A body of this length, with the kept parts. */
export function observed(parts: readonly Buffer[], length: number): ObservedBody {
  const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  return { length, bytes, cut: bytes.length < length };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
