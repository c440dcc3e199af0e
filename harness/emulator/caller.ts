import type { Socket } from 'node:net';
import { httpDate } from '../runtime-api/wire/http-date.ts';
import type { InvocationResult } from './results.ts';

/** What may be sent as the value of a header. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Trailers of a streamed response that reports an error in its middle. */
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

const SHORT_BYTES = 16 * 1024;

/** How a caller wants to be answered. */
export interface CallerWishes {
  /** Whether it reads chunked bodies; for others the end of the connection ends a streamed response. */
  readonly chunks: boolean;
  /** The value of the field `Connection` in the answer; undefined: none, and the connection stays open. */
  readonly connection: 'close' | 'keep-alive' | undefined;
}

/** Who posted an event and waits for the outcome of the function. */
export class Caller {
  readonly #socket: Socket;
  readonly #wishes: CallerWishes;
  readonly #answered: (reusable: boolean) => void;
  #begun = false;
  #whenGone: () => void = () => {};
  /** Until the caller has read what it was sent. */
  #drained: Promise<void> | undefined;

  /** @param answered Called when the answer is written, with whether the connection can carry another request. */
  constructor(socket: Socket, wishes: CallerWishes, answered: (reusable: boolean) => void) {
    this.#socket = socket;
    this.#wishes = wishes;
    this.#answered = answered;
  }

  /** Calls `listener` if the caller disconnects before it is answered. */
  whenGone(listener: () => void): void {
    this.#whenGone = listener;
  }

  /** The caller has disconnected. */
  gone(): void {
    this.#whenGone();
  }

  /** Passes on a piece of a streamed response; the promise, if there is one, is fulfilled when the next may come. */
  pass(contentType: string, bytes: Buffer): Promise<void> | undefined {
    const socket = this.#socket;
    if (!socket.writable || bytes.length === 0) return undefined;
    this.#begin(contentType);
    if (this.#wishes.chunks) {
      socket.cork();
      socket.write(`${bytes.length.toString(16)}\r\n`, 'latin1');
      socket.write(bytes);
      socket.write('\r\n', 'latin1');
      socket.uncork();
    } else {
      socket.write(bytes);
    }
    if (!socket.writableNeedDrain) return undefined;
    this.#drained ??= new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done).off('close', done);
        this.#drained = undefined;
        resolve();
      };
      socket.on('drain', done).on('close', done);
    });
    return this.#drained;
  }

  /** Sends the outcome, or the end of it where its beginning was streamed. */
  answer({ kind, contentType, body, error }: InvocationResult): void {
    if (!this.#begun && error === undefined) {
      const fields = `Content-Type: ${sendable(contentType)}\r\n`;
      this.#send(200, 'OK', kind === 'error' ? `${fields}X-Amz-Function-Error: Unhandled\r\n` : fields, body);
      return;
    }
    this.#begin(contentType);
    if (kind === 'error') this.#end('Unhandled', body.toString('base64'));
    else if (error !== undefined) this.#end(error.type, error.body);
    else this.#end();
  }

  /** Answers without an outcome. */
  refuse(status: number, reason: string, message: string): void {
    this.#send(status, reason, 'Content-Type: text/plain; charset=utf-8\r\n', Buffer.from(message));
  }

  /** Ends a streamed response so that the caller sees that it is not whole; false if none has begun. */
  breakOff(): boolean {
    if (!this.#begun) return false;
    this.#socket.destroy();
    return true;
  }

  #send(status: number, reason: string, fields: string, body: Buffer): void {
    this.#begun = true;
    const { connection } = this.#wishes;
    const last = connection === undefined ? '' : `Connection: ${connection}\r\n`;
    const head = `HTTP/1.1 ${status} ${reason}\r\n${fields}Date: ${httpDate()}\r\nContent-Length: ${body.length}\r\n${last}\r\n`;
    const socket = this.#socket;
    if (!socket.writable) return;
    if (body.length <= SHORT_BYTES) {
      // In the same write as the head.
      socket.write(head + body.toString('latin1'), 'latin1');
    } else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
    this.#answered(connection !== 'close');
  }

  #begin(contentType: string): void {
    if (this.#begun) return;
    this.#begun = true;
    const { chunks, connection } = this.#wishes;
    const framing = chunks
      ? `Transfer-Encoding: chunked\r\nTrailer: ${ERROR_TYPE}, ${ERROR_BODY}\r\n${connection === undefined ? '' : `Connection: ${connection}\r\n`}`
      : 'Connection: close\r\n';
    const type = `Content-Type: ${sendable(contentType)}\r\n`;
    this.#socket.write(`HTTP/1.1 200 OK\r\n${type}Date: ${httpDate()}\r\n${framing}\r\n`, 'latin1');
  }

  /** Ends a streamed response. */
  #end(type?: string, body = ''): void {
    if (!this.#socket.writable) return;
    const { chunks, connection } = this.#wishes;
    if (chunks) {
      const trailers =
        type === undefined ? '' : `${ERROR_TYPE}: ${sendable(type)}\r\n${ERROR_BODY}: ${sendable(body)}\r\n`;
      this.#socket.write(`0\r\n${trailers}\r\n`, 'latin1');
    }
    this.#answered(chunks && connection !== 'close');
  }
}

function sendable(value: string): string {
  return SENDABLE.test(value) ? value : '';
}
