import type { Socket } from 'node:net';
import type { ReplyPiece } from '../../trace/entry.ts';
import type { Answer } from '../protocol/answers.ts';
import { describeFault, preventsOutcome, type Closing, type Fault } from '../invocations/faults.ts';
import type { Invocation } from '../invocations/invocation.ts';
import type { Exchange, Wire } from './exchange.ts';
import { httpDate } from './http-date.ts';
import { observed } from './observed.ts';
import {
  framePlainly,
  frameReply,
  isBodiless,
  type PlainReply,
  type WireReply,
  type WireStep,
} from './reply-framing.ts';
import type { ReplyWatch } from './reply-guard.ts';
import { keepsAlive } from './keeps-alive.ts';

const NO_FAULTS: readonly Fault[] = [];

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
    const { steps } = frameReply(answer, [], { keepAlive: false, date: httpDate() });
    for (const step of steps) if (step.step === 'write') this.#write(step.bytes);
  }

  /** Sends the reply to a request, with the faults armed for it and for the invocation that it delivers. */
  reply(exchange: Exchange, answer: Answer, invocation?: Invocation): void {
    const faultless = exchange.faults.length === 0 && (invocation?.faults ?? NO_FAULTS).length === 0;
    // By far the most: nothing to change and nothing to wait for.
    if (faultless && !isBodiless(answer.status) && keepsAlive(exchange.head))
      this.#replyPlainly(exchange, answer, invocation);
    else void this.#replyInSteps(exchange, answer, invocation);
  }

  #replyPlainly(exchange: Exchange, answer: Answer, invocation: Invocation | undefined): void {
    const reply = framePlainly(answer, httpDate());
    this.#recordHead(exchange, reply, NO_FAULTS, invocation);
    const [first, second] = reply.bytes;
    if (second !== undefined) this.#socket.cork();
    if (first !== undefined) this.#write(first);
    if (second !== undefined) {
      this.#write(second);
      this.#socket.uncork();
    }
    this.#complete(exchange, invocation);
    if (this.#connection.open()) this.#connection.reusable();
  }

  async #replyInSteps(exchange: Exchange, answer: Answer, invocation: Invocation | undefined): Promise<void> {
    const faults = [...exchange.faults, ...(invocation?.faults ?? [])];
    for (const fault of faults) {
      // `continue` has recorded it.
      if (fault.fault === 'no-continue') continue;
      this.#recordFault(exchange, fault);
    }
    // An early answer does not close: the runtime may still be writing, and a reset could lose it the answer.
    const early = faults.some(({ fault }) => fault === 'answer-in-body');
    const keepAlive = early || keepsAlive(exchange.head);
    const reply = frameReply(answer, faults, { keepAlive, date: httpDate() });
    this.#watch.look(faults.length > 0);
    const recordHead = (): void => this.#recordHead(exchange, reply, faults, invocation);
    const complete = (): void => this.#complete(exchange, invocation);
    const [only] = reply.steps;
    if (reply.steps.length === 1 && only?.step === 'write' && this.#connection.open()) {
      recordHead();
      this.#write(only.bytes);
      complete();
      if (this.#connection.open()) this.#connection.reusable();
      return;
    }
    const lingers = reply.steps.some(({ step }) => step === 'linger');
    if (!(await this.#play(reply.steps, recordHead, complete)) || lingers) return;
    complete();
    if (reply.keepsConnection && this.#connection.open()) this.#connection.reusable();
  }

  #recordHead(
    exchange: Exchange,
    reply: PlainReply | WireReply,
    faults: readonly Fault[],
    invocation: Invocation | undefined,
  ): void {
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
      body: observed(reply.body),
      state: this.#wire.phase(),
      ...('steps' in reply && faults.length > 0 ? { pieces: piecesOf(reply.steps) } : {}),
    });
  }

  #complete(exchange: Exchange, invocation: Invocation | undefined): void {
    this.#watch.finished(exchange, invocation);
    this.#wire.trace().record({ kind: 'reply-completed', exchange: exchange.id });
    this.#connection.answered();
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
