import type { Socket } from 'node:net';
import { headerValue } from '../base/headers.ts';
import type { InvokeOptions } from '../runtime-api/invocations/invocation-builder.ts';
import { MAXIMUM_PAYLOAD_BYTES } from '../runtime-api/protocol/answers.ts';
import { keepsAlive } from '../runtime-api/wire/keeps-alive.ts';
import { RequestParser, type RequestHead } from '../runtime-api/wire/request-parser.ts';
import { Caller, type CallerWishes } from './caller.ts';
import { refusalOf, type DoorRefusal } from './stranger.ts';

export const INVOCATIONS_PATH = '/2015-03-31/functions/function/invocations';

/** The time to the deadline of an invocation, which is not enforced. */
const FUNCTION_TIMEOUT_MS = 300_000;

/** What a caller may send before its answer until we stop reading. */
const AHEAD_BYTES = 256 * 1024;

/** Takes an event of a caller, who waits for the response. */
export type EventTaker = (event: Buffer, options: InvokeOptions, caller: Caller) => void;

/** A request that is being received. */
interface Incoming {
  readonly head: RequestHead;
  readonly refusal: DoorRefusal | undefined;
  readonly parts: Buffer[];
  length: number;
}

/** One connection of callers: events come one after another, and each waits for the answer to the one before. */
export class DoorConnection {
  readonly #socket: Socket;
  readonly #take: EventTaker;
  readonly #parser: RequestParser;
  #incoming: Incoming | undefined;
  /** Who waits for an answer. */
  #caller: Caller | undefined;
  #aheadBytes = 0;

  constructor(socket: Socket, take: EventTaker) {
    this.#socket = socket;
    this.#take = take;
    this.#parser = new RequestParser({
      head: (head) => this.#begin(head),
      data: (bytes) => this.#gather(bytes),
      end: () => this.#complete(),
      problem: (_, fatal) => {
        if (fatal) this.#reject();
      },
    });
  }

  /** Reads what callers send. */
  listen(): void {
    const socket = this.#socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', () => {});
    socket.on('close', () => this.#caller?.gone());
  }

  #receive(bytes: Buffer): void {
    if (this.#caller !== undefined) {
      this.#aheadBytes += bytes.length;
      if (this.#aheadBytes > AHEAD_BYTES) this.#socket.pause();
    }
    this.#parser.push(bytes);
  }

  #begin(head: RequestHead): void {
    this.#parser.pause();
    const refusal = refusalIn(head);
    this.#incoming = { head, refusal, parts: [], length: 0 };
    if (headerValue(head.headers, 'expect')?.toLowerCase() !== '100-continue') return;
    if (refusal === undefined) this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
    // The body is not sent, so that the next request cannot be told from it.
    else this.#refuse(head, refusal, 'close');
  }

  #gather(bytes: Buffer): void {
    const incoming = this.#incoming;
    if (incoming === undefined) return;
    incoming.length += bytes.length;
    if (incoming.length <= MAXIMUM_PAYLOAD_BYTES && incoming.refusal === undefined)
      incoming.parts.push(bytes);
  }

  #complete(): void {
    const incoming = this.#incoming;
    this.#incoming = undefined;
    if (incoming === undefined) return;
    const { head, parts, length } = incoming;
    const refusal = incoming.refusal ?? (length > MAXIMUM_PAYLOAD_BYTES ? TOO_LARGE : undefined);
    if (refusal !== undefined) {
      this.#refuse(head, refusal, connectionOf(head));
      return;
    }
    const [first] = parts;
    const event = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts, length);
    this.#take(event, optionsOf(head), this.#answering(head, connectionOf(head)));
  }

  #answering(head: RequestHead, connection: CallerWishes['connection']): Caller {
    const wishes = { chunks: head.version === 'HTTP/1.1', connection };
    const caller = new Caller(this.#socket, wishes, (reusable) => this.#answered(reusable));
    this.#caller = caller;
    return caller;
  }

  #answered(reusable: boolean): void {
    this.#caller = undefined;
    this.#aheadBytes = 0;
    if (!reusable) {
      this.#socket.end();
      return;
    }
    // Not in the same call: a caller may have sent thousands of requests ahead.
    queueMicrotask(() => {
      if (this.#socket.isPaused()) this.#socket.resume();
      this.#parser.resume();
    });
  }

  #refuse(
    head: RequestHead,
    { status, reason, message }: DoorRefusal,
    connection: CallerWishes['connection'],
  ): void {
    this.#incoming = undefined;
    const text = head.method === 'HEAD' ? '' : `${message}: events are posted to ${INVOCATIONS_PATH}\n`;
    this.#answering(head, connection).refuse(status, reason, text);
  }

  /** Answers malformed bytes. */
  #reject(): void {
    this.#incoming = undefined;
    const caller = new Caller(this.#socket, { chunks: true, connection: 'close' }, () => this.#socket.end());
    caller.refuse(400, 'Bad Request', 'malformed HTTP request\n');
  }
}

const TOO_LARGE: DoorRefusal = {
  status: 413,
  reason: 'Request Entity Too Large',
  message: 'the event is too large',
};

function refusalIn({ target, method, headers }: RequestHead): DoorRefusal | undefined {
  if (target !== INVOCATIONS_PATH && target.split('?', 1)[0] !== INVOCATIONS_PATH)
    return { status: 404, reason: 'Not Found', message: 'no such path' };
  if (method !== 'POST') return { status: 405, reason: 'Method Not Allowed', message: 'method not allowed' };
  return refusalOf(headers);
}

/** What the field `Connection` of the answer says. */
function connectionOf(head: RequestHead): CallerWishes['connection'] {
  if (!keepsAlive(head)) return 'close';
  return head.version === 'HTTP/1.0' ? 'keep-alive' : undefined;
}

/** The options that callers of Lambda have for an invocation. */
function optionsOf({ headers }: RequestHead): InvokeOptions {
  const value = (name: string): string | undefined => {
    const header = headerValue(headers, name);
    return header === '' ? undefined : header;
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
