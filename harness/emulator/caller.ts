import type { ServerResponse } from 'node:http';
import type { InvocationResult } from './results.ts';

/** What may be sent as the value of a header. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Trailers of a streamed response that reports an error in its middle. */
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

const SHORT_BYTES = 16 * 1024;

/** Who posted an event and waits for the outcome of the function. */
export class Caller {
  readonly #response: ServerResponse;
  /** Until the caller has read what it was sent. */
  #drained: Promise<void> | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Passes on a piece of a streamed response; the promise, if there is one, is fulfilled when the next may come. */
  pass(contentType: string, bytes: Buffer): Promise<void> | undefined {
    if (this.#response.destroyed) return undefined;
    this.#begin(contentType);
    if (this.#response.write(bytes)) return undefined;
    this.#drained ??= new Promise((resolve) => {
      const done = (): void => {
        this.#response.off('drain', done).off('close', done);
        this.#drained = undefined;
        resolve();
      };
      this.#response.on('drain', done).on('close', done);
    });
    return this.#drained;
  }

  /** Sends the outcome, or the end of it where its beginning was streamed. */
  answer({ kind, contentType, body, error }: InvocationResult): void {
    if (!this.#response.headersSent && error === undefined) {
      this.#response.writeHead(200, {
        'Content-Type': sendable(contentType),
        'Content-Length': body.length,
        ...(kind === 'error' ? { 'X-Amz-Function-Error': 'Unhandled' } : {}),
      });
      // A short body goes into the same write as the head.
      if (body.length <= SHORT_BYTES) this.#response.end(body.toString('latin1'), 'latin1');
      else this.#response.end(body);
      return;
    }
    this.#begin(contentType);
    if (kind === 'error') this.#fail('Unhandled', body.toString('base64'));
    else if (error !== undefined) this.#fail(error.type, error.body);
    this.#response.end();
  }

  /** Ends a streamed response so that the caller sees that it is not whole; false if none has begun. */
  breakOff(): boolean {
    if (!this.#response.headersSent) return false;
    this.#response.destroy();
    return true;
  }

  #begin(contentType: string): void {
    if (this.#response.headersSent) return;
    this.#response.writeHead(200, {
      'Content-Type': sendable(contentType),
      Trailer: `${ERROR_TYPE}, ${ERROR_BODY}`,
    });
  }

  #fail(type: string, body: string): void {
    this.#response.addTrailers({ [ERROR_TYPE]: sendable(type), [ERROR_BODY]: sendable(body) });
  }
}

function sendable(value: string): string {
  return SENDABLE.test(value) ? value : '';
}
