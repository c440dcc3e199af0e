/**
 * The calls that a runtime makes, and the meaning of each answer.
 *
 * A call has one of three results: it succeeds; it is refused, which is only logged; or the runtime cannot continue,
 * and `RuntimeApiFailure` is thrown. The HTTP exchange itself is in `exchange.ts`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { errorTypeHeader, RuntimeFailure, type ErrorDocument } from './errors.ts';
import { ConnectionLost, Exchange, type Reply, type Request } from './exchange.ts';
import { invocationFrom, type Delivery, type Invocation } from './invocation.ts';
import type { Log } from './output.ts';
import type { EncodedResult } from './result.ts';
import { errorTrailers, streamedHeaders } from './streamed-headers.ts';
import { Upload } from './upload.ts';

/** The Runtime API is unusable. The process must end; Lambda starts another. */
export class RuntimeApiFailure extends RuntimeFailure {
  override readonly name = 'Runtime.ApiFailure';
}

const BASE = '/2018-06-01/runtime';
const USER_AGENT = 'lambdaspec-reference-runtime/0.1.0';

// The pause before each try. Few tries let a runtime without its API end within about a second; the pauses keep it from
// spinning.
const POLL_PAUSES_MS = [0, 100, 250, 500];
const POST_PAUSES_MS = [0, 250];
// A worker is one of several: it waits longer, because the others still serve.
const WORKER_POLL_PAUSES_MS = [0, 100, 200, 400, 800, 1600];

/** How a client meets failures: as the only loop of the process, or as one of several. */
interface Manner {
  readonly pollPausesMs: readonly number[];
  /** Whether a 500 ends the process; a worker must not take the invocations of the others with it. */
  readonly endsAfter500: boolean;
}

const alone: Manner = { pollPausesMs: POLL_PAUSES_MS, endsAfter500: true };
const oneOfSeveral: Manner = { pollPausesMs: WORKER_POLL_PAUSES_MS, endsAfter500: false };

export class RuntimeApiClient {
  readonly #exchange: Exchange;
  readonly #address: string | undefined;
  readonly #manner: Manner;
  readonly #log: Log;
  readonly #pause: typeof pause;

  /**
   * @param address `host:port`, as `AWS_LAMBDA_RUNTIME_API` gives it.
   * @param waiting waits between two tries; a test replaces it.
   * @throws {RuntimeApiFailure} if `address` is anything else.
   */
  constructor(address: string | undefined, log: Log, waiting = pause, manner = alone) {
    this.#address = address;
    this.#manner = manner;
    const { host, port } = parseAddress(address);
    this.#exchange = new Exchange(host, port);
    this.#log = log;
    this.#pause = waiting;
  }

  /** A client for one of several workers, with a connection of its own: a blocked poll must not hold up a result. */
  forWorker(): RuntimeApiClient {
    return new RuntimeApiClient(this.#address, this.#log, this.#pause, oneOfSeveral);
  }

  /**
   * Waits for the next invocation, if necessary for hours; Lambda freezes the process meanwhile.
   *
   * @param signal ends the waiting.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next
   */
  async next(signal: AbortSignal): Promise<Invocation> {
    let problem = '';
    const { pollPausesMs } = this.#manner;
    for (const pauseMs of pollPausesMs) {
      await this.#pause(pauseMs, signal);
      const answer = await this.#poll(signal);
      await noticeAbort(signal);
      if (typeof answer !== 'string') return answer;
      problem = answer;
      this.#log(`next: ${problem}`);
    }
    throw new RuntimeApiFailure(`no invocation after ${pollPausesMs.length} tries: ${problem}`);
  }

  /** Posts the result of an invocation. */
  async respond(to: Delivery, { contentType, body }: EncodedResult): Promise<void> {
    const { requestId } = to;
    const path = responsePath(requestId);
    await this.#post(to, { method: 'POST', path, headers: headers({ 'Content-Type': contentType }), body });
  }

  /** Begins a streamed response; the bytes go through the upload. */
  stream(to: Delivery, contentType: string): Upload {
    const path = responsePath(to.requestId);
    const all = headers(streamedHeaders(contentType));
    return new Upload(this.#exchange.open(withInvocationId({ method: 'POST', path, headers: all }, to)));
  }

  /**
   * Ends a streamed response. After its first byte /error is closed to the invocation, so a failure goes into trailers.
   * A stream that broke cannot be sent again.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
   */
  async endStream(
    { requestId }: Delivery,
    upload: Upload,
    failure: ErrorDocument | undefined,
  ): Promise<void> {
    try {
      const reply = await upload.end(failure && errorTrailers({ ...failure, requestId }));
      if (this.#manner.endsAfter500) refuseToGoOnAfter500(reply, 'the streamed response');
      if (!isSuccess(reply)) this.#log(`the streamed response was refused: ${describe(reply)}`);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#log(`the streamed response broke off: ${error.message}`);
    }
  }

  /** Posts the failure of an invocation. The process continues with the next one. */
  async reportError(delivery: Delivery, document: ErrorDocument): Promise<void> {
    const { requestId } = delivery;
    const path = `${BASE}/invocation/${pathSegment(requestId)}/error`;
    await this.#post(delivery, errorReport(path, { ...document, requestId }));
  }

  /** Posts the init error; its type is that of the document, or the given one. */
  async reportInitError(document: ErrorDocument, type?: string): Promise<void> {
    const report = errorReport(`${BASE}/init/error`, document);
    await this.#reportLast(type === undefined ? report : withErrorType(report, type));
  }

  /**
   * Waits while Lambda takes a snapshot, and returns in each environment that is restored from it. The body of the reply
   * means nothing. Every other answer is fatal: without a snapshot there is nothing to go on from.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html
   */
  async waitForRestore(signal: AbortSignal): Promise<void> {
    const path = `${BASE}/restore/next`;
    const reply = await this.#exchange.send({ method: 'GET', path, signal, headers: headers() });
    // What was connected before the snapshot no longer is.
    if (reply.status === 200) this.#exchange.disconnect();
    else throw new RuntimeApiFailure(`restore/next was answered with ${describe(reply)}`);
  }

  /** Posts the failure of a hook after the restore. */
  async reportRestoreError(document: ErrorDocument): Promise<void> {
    const report = errorReport(`${BASE}/restore/error`, document);
    await this.#reportLast(withErrorType(report, 'Runtime.AfterRestoreError'));
  }

  /** Posts the report after which the process ends in any case: tries once and never rejects. */
  async #reportLast(report: Request): Promise<void> {
    try {
      const reply = await this.#exchange.send(report);
      if (!isSuccess(reply)) this.#log(`${report.path} was refused: ${describe(reply)}`);
    } catch (error) {
      this.#log(`${report.path} could not be posted: ${String(error)}`);
    }
  }

  /** Polls once. A string is the reason why there is no invocation; another poll may succeed. */
  async #poll(signal: AbortSignal): Promise<Invocation | string> {
    let reply: Reply;
    try {
      reply = await this.#exchange.send({
        method: 'GET',
        path: `${BASE}/invocation/next`,
        headers: headers(),
        signal,
      });
    } catch (error) {
      if (error instanceof ConnectionLost) return error.message;
      throw error;
    }
    if (this.#manner.endsAfter500) refuseToGoOnAfter500(reply, 'next');
    if (reply.status !== 200) return describe(reply);
    if (!reply.complete) return 'the connection broke in the middle of the event';
    return invocationFrom(reply) ?? 'the reply has no request id';
  }

  /**
   * Posts an outcome, and once more if the connection breaks. A refusal is final: the service has closed the invocation
   * and would also refuse a second outcome, such as an error after a 413.
   */
  async #post(delivery: Delivery, outcome: Request): Promise<void> {
    const request = withInvocationId(outcome, delivery);
    let problem = '';
    for (const pauseMs of POST_PAUSES_MS) {
      await this.#pause(pauseMs);
      try {
        const reply = await this.#exchange.send(request);
        if (this.#manner.endsAfter500) refuseToGoOnAfter500(reply, request.path);
        if (!isSuccess(reply)) this.#log(`${request.path} was refused: ${describe(reply)}`);
        return;
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        problem = error.message;
        this.#log(`${request.path}: ${problem}`);
      }
    }
    throw new RuntimeApiFailure(`${request.path} failed ${POST_PAUSES_MS.length} times: ${problem}`);
  }
}

function headers(more: Record<string, string> = {}): Record<string, string> {
  return { 'User-Agent': USER_AGENT, ...more };
}

/** Says which delivery an outcome belongs to; nothing for an event that came without an invocation id. */
function withInvocationId(request: Request, { invocationId }: Delivery): Request {
  if (invocationId === undefined) return request;
  return { ...request, headers: { ...request.headers, 'Lambda-Runtime-Invocation-Id': invocationId } };
}

function errorReport(path: string, document: ErrorDocument): Request {
  return {
    method: 'POST',
    path,
    headers: headers({
      'Content-Type': 'application/vnd.aws.lambda.error+json',
      'Lambda-Runtime-Function-Error-Type': errorTypeHeader(document),
    }),
    body: Buffer.from(JSON.stringify(document)),
  };
}

function withErrorType(report: Request, type: string): Request {
  return { ...report, headers: { ...report.headers, 'Lambda-Runtime-Function-Error-Type': type } };
}

/** 500 is "container error, non-recoverable state": "the runtime should exit promptly". */
function refuseToGoOnAfter500(reply: Reply, what: string): void {
  if (reply.status === 500) throw new RuntimeApiFailure(`${what} was answered with ${describe(reply)}`);
}

function isSuccess({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

function describe({ status, body }: Reply): string {
  // Only the error type: the rest of the body does not belong in the log.
  const [, errorType = ''] =
    /"errorType"\s*:\s*"([\w.]{1,100})"/.exec(body.toString('latin1', 0, 1000)) ?? [];
  return `${status} ${errorType}`.trim();
}

function responsePath(requestId: string): string {
  return `${BASE}/invocation/${pathSegment(requestId)}/response`;
}

/** Escapes what a path segment does not allow, and nothing else. */
function pathSegment(requestId: string): string {
  if (requestId === '.' || requestId === '..') return requestId.replaceAll('.', '%2E');
  return requestId.replaceAll(/[^A-Za-z0-9\-._~!$&'()*+,;=:@]/gu, encodeURIComponent);
}

function parseAddress(address: string | undefined): { host: string; port: number } {
  const [, ipv6, name, port] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/?#@[\]]+)):(\d{1,5})$/.exec(address ?? '') ?? [];
  const host = ipv6 ?? name;
  if (host === undefined || !(Number(port) > 0 && Number(port) < 65_536)) {
    throw new RuntimeApiFailure(
      address === undefined || address === ''
        ? 'AWS_LAMBDA_RUNTIME_API is not set; Lambda sets it to the host:port of the Runtime API'
        : `AWS_LAMBDA_RUNTIME_API is '${address}', which is not of the form host:port`,
    );
  }
  return { host, port: Number(port) };
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal });
  await noticeAbort(signal);
}

/**
 * Throws if the signal has fired. Node may handle a SIGTERM after a reply that arrived later. The first `setImmediate`
 * ends the iteration of the event loop that brought the reply; the second waits for one more iteration.
 */
async function noticeAbort(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  await setImmediate();
  signal?.throwIfAborted();
}
