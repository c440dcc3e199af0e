/**
 * Streamed responses as AWS's Node.js runtime offers them: the global `awslambda`, and the stream that a handler gets.
 *
 * A handler marked by `awslambda.streamifyResponse` takes the stream between event and context. The request opens with
 * the first byte, or at the end of a stream without one: a failure before that is an ordinary error of the invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Context } from './context.ts';
import { RuntimeFailure } from './errors.ts';
import type { Handler } from './handler.ts';
import { HTTP_INTEGRATION, preludeOf } from './http-prelude.ts';
import type { Upload } from './upload.ts';

/** A handler that writes its response to a stream. */
export type StreamingHandler = (event: unknown, stream: ResponseStream, context: Context) => unknown;

/** The handler chose response metadata that cannot be sent, or chose them too late. */
export class BadResponseMetadata extends RuntimeFailure {
  override readonly name = 'Runtime.BadResponseMetadata';
}

/** The mark that AWS's runtime uses as well. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Offers the functions of AWS's Node.js runtime to the code of the function, which finds them as a global. */
export function offerStreaming(scope: object): void {
  const HttpResponseStream = {
    from(stream: ResponseStream, metadata: unknown): ResponseStream {
      return stream.beginHttp(metadata);
    },
  };
  Object.assign(scope, { awslambda: { streamifyResponse, HttpResponseStream } });
}

function streamifyResponse(handler: StreamingHandler): StreamingHandler {
  return Object.assign(handler, { [STREAMING]: 'response' });
}

/** The handler as one that takes event and context: a streaming handler gets the stream between them. */
export function withStream(handler: Handler, stream: ResponseStream): Handler {
  return isStreaming(handler) ? (event, context) => stream.serve(handler, event, context) : handler;
}

function isStreaming(handler: Handler): handler is Handler & StreamingHandler {
  return Reflect.get(handler, STREAMING) === 'response';
}

/** The stream of one invocation. */
export class ResponseStream extends Writable {
  readonly #open: (contentType: string) => Upload;
  #contentType = 'application/octet-stream';
  #prelude: Uint8Array = new Uint8Array();
  #upload: Upload | undefined;

  /** @param open opens the request of the response. */
  constructor(open: (contentType: string) => Upload) {
    super();
    this.#open = open;
  }

  /** The request of the response; undefined while nothing has been sent. */
  get upload(): Upload | undefined {
    return this.#upload;
  }

  /** Chooses the Content-Type, before the first byte. */
  setContentType(contentType: string): void {
    if (this.#upload !== undefined)
      throw new BadResponseMetadata('the content type comes after the first byte of the response');
    if (!/^[\x20-\x7E]+$/.test(contentType))
      throw new BadResponseMetadata('the content type is not visible ASCII, so it cannot be a header');
    this.#contentType = contentType;
  }

  /** Puts status, headers and cookies of an HTTP response before the first byte. */
  beginHttp(metadata: unknown): this {
    const prelude = preludeOf(metadata);
    if (typeof prelude === 'string') throw new BadResponseMetadata(prelude);
    this.setContentType(HTTP_INTEGRATION);
    this.#prelude = prelude;
    return this;
  }

  /** Runs a handler with this stream, and resolves when all that it wrote has been sent. */
  async serve(handler: StreamingHandler, event: unknown, context: Context): Promise<void> {
    await handler(event, this, context);
    this.end();
    await finished(this);
  }

  override _write(piece: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    void this.#begin()
      .then((upload) => upload.write(piece))
      // oxlint-disable-next-line promise/no-callback-in-promise -- streams of Node take callbacks
      .then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    // oxlint-disable-next-line promise/no-callback-in-promise -- streams of Node take callbacks
    void this.#begin().then(() => done(), done);
  }

  async #begin(): Promise<Upload> {
    if (this.#upload === undefined) {
      this.#upload = this.#open(this.#contentType);
      await this.#upload.write(this.#prelude);
    }
    return this.#upload;
  }
}
