import { isInitErrorPost, isPoll, isResponsePost, isRestoreErrorPost, isResultPost } from '../trace/calls.ts';
import type { Entry, ExchangeId } from '../trace/entry.ts';
import { headerValue, type RawHeaders } from '../base/headers.ts';

/** What the caller of a function receives. */
export interface InvocationResult {
  readonly kind: 'response' | 'error';
  readonly contentType: string;
  readonly body: Buffer;
  /** The error that the trailers of a streamed response report. */
  readonly error?: StreamError | undefined;
}

interface StreamError {
  readonly type: string;
  /** In base64, as it was sent. */
  readonly body: string;
}

/** A result in upload; without a request id it is the report of a failed init. */
interface Upload {
  readonly requestId: string | undefined;
  readonly kind: InvocationResult['kind'];
  readonly contentType: string;
  body: Buffer;
  length: number;
  error?: StreamError | undefined;
}

export interface ResultListener {
  /** The invocation with this id is over. */
  settled(requestId: string, result: InvocationResult): void;
  /** The upload of a result broke off; it may be sent again. */
  brokeOff(requestId: string): void;
  /** Init, or the restore from a snapshot, failed: every caller gets this result. */
  initFailed(result: InvocationResult): void;
}

const NOTHING = Buffer.alloc(0);

/**
 * Derives from the entries of a trace what the caller of each invocation receives: a response that is too large or of an
 * unknown mode is an error of the function.
 */
export class Results {
  readonly #listener: ResultListener;
  readonly #uploads = new Map<ExchangeId, Upload>();
  /** Invocations whose result was truncated; it may be sent again until the next poll. */
  readonly #broken = new Set<string>();

  constructor(listener: ResultListener) {
    this.#listener = listener;
  }

  see(entry: Entry): void {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the other kinds settle nothing
    switch (entry.kind) {
      case 'request':
        if (isPoll(entry)) this.#giveUpBroken();
        if (!isResultPost(entry) && !isInitErrorPost(entry) && !isRestoreErrorPost(entry)) return;
        this.#uploads.set(entry.exchange, {
          requestId: isResultPost(entry) ? (entry.requestId ?? '') : undefined,
          kind: isResponsePost(entry) ? 'response' : 'error',
          contentType: headerValue(entry.headers, 'content-type') ?? 'application/json',
          body: NOTHING,
          length: 0,
        });
        return;
      case 'request-body': {
        const upload = this.#uploads.get(entry.exchange);
        if (upload === undefined) return;
        upload.body = entry.body.bytes;
        upload.length = entry.body.length;
        upload.error = errorIn(entry.trailers);
        return;
      }
      case 'request-aborted': {
        const requestId = this.#uploads.get(entry.exchange)?.requestId;
        if (requestId !== undefined) {
          this.#broken.add(requestId);
          this.#listener.brokeOff(requestId);
        }
        this.#uploads.delete(entry.exchange);
        return;
      }
      case 'reply':
        this.#answered(entry.exchange, entry.status, entry.body.bytes);
        return;
    }
  }

  #answered(exchange: ExchangeId, status: number, reply: Buffer): void {
    const upload = this.#uploads.get(exchange);
    this.#uploads.delete(exchange);
    if (upload === undefined) return;
    const result = resultOf(upload, status, reply);
    if (result === undefined) return;
    if (upload.requestId === undefined) {
      this.#listener.initFailed(result);
      return;
    }
    this.#broken.delete(upload.requestId);
    this.#listener.settled(upload.requestId, result);
  }

  #giveUpBroken(): void {
    if (this.#broken.size === 0) return;
    for (const requestId of Array.from(this.#broken)) {
      this.#listener.settled(
        requestId,
        failureOfLambda('Runtime.TruncatedResponse', 'The result was truncated'),
      );
    }
    this.#broken.clear();
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming */
function errorIn(trailers: RawHeaders): StreamError | undefined {
  if (trailers.length === 0) return undefined;
  const [type, body] = ['lambda-runtime-function-error-type', 'lambda-runtime-function-error-body'].map(
    (name) => headerValue(trailers, name),
  );
  return type === undefined && body === undefined ? undefined : { type: type ?? '', body: body ?? '' };
}

/** Undefined if the reply settles nothing. */
function resultOf(upload: Upload, status: number, reply: Buffer): InvocationResult | undefined {
  if (status === 202) return upload;
  if (status === 413) {
    return failureOfLambda(
      'Function.ResponseSizeTooLarge',
      `Response payload size (${upload.length} bytes) exceeded maximum allowed payload size (6291556 bytes).`,
    );
  }
  if (status === 400 && reply.includes('InvalidFunctionResponseMode')) {
    return failureOfLambda('Runtime.InvalidResponseModeHeader', 'Invalid function response mode');
  }
  return undefined;
}

/** A failure that Lambda itself reports to the caller. */
export function failureOfLambda(errorType: string, errorMessage: string): InvocationResult {
  const body = Buffer.from(JSON.stringify({ errorMessage, errorType }));
  return { kind: 'error', contentType: 'application/json', body };
}
