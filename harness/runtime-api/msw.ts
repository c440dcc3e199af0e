/**
 * The Runtime API as msw handlers, with the same state machine as the socket server. For authors of JavaScript runtimes,
 * whose own tests then get the right answer in every state.
 *
 * It does not cover what only a wire shows (framing, connections, the case of headers, process exits): for that, judge a
 * bootstrap.
 */
import { deploymentOf } from '../base/deployment.ts';
import { http, type HttpHandler } from 'msw';
import { InvocationBuilder, type InvokeOptions } from './invocations/invocation-builder.ts';
import { OutcomeSearch, UnreachedError, type Outcome } from '../trace/outcome.ts';
import { seededRandom } from '../base/random.ts';
import { Trace } from '../trace/trace.ts';
import type { ExchangeId } from '../trace/entry.ts';
import { methodNotAllowed, type Answer } from './protocol/answers.ts';
import { callOf } from './protocol/call.ts';
import type { Invocation } from './invocations/invocation.ts';
import { InvocationQueue, type Waiting } from './invocations/invocation-queue.ts';
import type { ApiSettings, Phase } from './protocol/model.ts';
import { routeOf } from './protocol/routes.ts';
import { statelessAnswer } from './protocol/stateless-routes.ts';

/** How long `invoke` waits for an outcome unless told otherwise. */
const OUTCOME_LIMIT_MS = 5000;

export interface InProcessApiOptions extends Partial<ApiSettings> {
  /** The value of `AWS_LAMBDA_RUNTIME_API`. Default: one that no other `RuntimeApi` of this process has. */
  readonly address?: string;
  /** Seed of the ids and of everything else that is generated. Default: 1. */
  readonly seed?: number;
  /** Serves `restore/next` and `restore/error`, which exist only with SnapStart. Default: no. */
  readonly snapStart?: boolean;
}

/** Lambda's port; each further `RuntimeApi` adds one. Nothing listens there: msw intercepts the requests. */
let port = 9001;

/** A `next` that is blocked. */
interface Poll {
  readonly exchange: ExchangeId;
  readonly answer: (answer: Answer) => void;
}

/**
 * The Runtime API of one execution environment, for msw, in standard mode. Use one per test: the loop of an earlier test
 * keeps polling its own.
 *
 * @example
 *   const api = new RuntimeApi();
 *   server.use(...api.handlers);
 *   // … start the loop of the runtime with AWS_LAMBDA_RUNTIME_API=api.address
 *   const outcome = await api.invoke({ name: 'Ada' });
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly address: string;
  readonly handlers: readonly HttpHandler[];
  /** All requests and replies, in order. */
  readonly trace = new Trace();
  readonly #builder: InvocationBuilder;
  readonly #invocations: InvocationQueue<Poll>;
  readonly #snapStart: boolean;
  #exchanges = 0;

  constructor({
    address,
    seed = 1,
    repeatedNext = 'redeliver',
    snapStart = false,
  }: InProcessApiOptions = {}) {
    this.#snapStart = snapStart;
    this.address = address ?? `127.0.0.1:${port++}`;
    this.handlers = [http.all(`http://${this.address}/*`, ({ request }) => this.#serve(request))];
    this.#invocations = new InvocationQueue<Poll>({
      settings: { repeatedNext },
      deliver: (poll, invocation) => poll.answer(this.#deliver(poll.exchange, invocation)),
    });
    this.#builder = new InvocationBuilder(seededRandom(seed), deploymentOf(seededRandom(seed)));
  }

  /** The state as AWS's emulator names it: `Started`, `Ready`, `Running` … */
  get phase(): Phase {
    return this.#invocations.phase;
  }

  /** Answers the blocked `restore/next`, as after a restore from a snapshot. */
  restore(): void {
    this.#invocations.restore()?.answer({ status: 200, headers: [], body: Buffer.alloc(0) });
  }

  /** Number of blocked polls. */
  get waitingPolls(): number {
    return this.#invocations.blocked.length;
  }

  /**
   * Invokes the function and waits for the response or error that the runtime posts. Invocations queue up: an environment
   * handles one at a time.
   *
   * @throws {UnreachedError} when nothing is posted within `limitMs` (default: 5 s).
   */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<Outcome> {
    const { limitMs = OUTCOME_LIMIT_MS } = options;
    const invocation = this.#builder.build(event, options);
    const { number, requestId } = invocation;
    const from = this.trace.length;
    this.trace.record({ kind: 'invocation-queued', invocation: number, requestId });
    this.#invocations.add(invocation);

    const awaited = 'the outcome of the invocation';
    const search = new OutcomeSearch(requestId);
    const completed = await this.trace.waitFor(search.ends, { awaited, from, limitMs }).catch(() => {
      this.trace.record({ kind: 'wait-expired', awaited, limitMs, invocation: number });
      throw new UnreachedError(`no outcome was posted within ${limitMs} ms`);
    });
    return search.outcomeAt(completed);
  }

  async #serve(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const target = `${pathname}${search}`;
    const route = routeOf(target);
    const headers = [...request.headers];
    this.#exchanges += 1;
    const exchange = this.#exchanges;
    this.trace.record({
      kind: 'request',
      exchange,
      connection: 0,
      endpoint: route.endpoint,
      method: request.method,
      target,
      version: 'HTTP/1.1',
      headers,
      headBytes: 0,
      ...(route.requestId === undefined ? {} : { requestId: route.requestId }),
      pipelined: false,
    });
    const call = route.method === request.method ? callOf(route, headers) : undefined;
    // The head claims the invocation, before the body has arrived.
    const stateless = call === undefined || (call.endpoint.startsWith('restore') && !this.#snapStart);
    const reception = stateless ? undefined : this.#invocations.receive(call);

    const body = await this.#read(request, exchange);
    if (route.method !== undefined && route.method !== request.method)
      return this.#reply(exchange, methodNotAllowed(route.method));
    if (call === undefined || reception === undefined) {
      const answer = statelessAnswer(route.endpoint, headers);
      return answer === undefined ? forever() : this.#reply(exchange, answer);
    }
    switch (reception.kind) {
      case 'answer':
        return this.#reply(exchange, reception.answer);
      case 'read-body':
        return this.#reply(exchange, this.#invocations.complete(call, body.length));
      case 'await-invocation':
      case 'await-restore':
      case 'redeliver':
        return this.#reply(exchange, await this.#wait(exchange, reception, request.signal));
    }
  }

  /** Reads the body; if it breaks off, the invocation is unsettled again. */
  async #read(request: Request, exchange: ExchangeId): Promise<Buffer> {
    try {
      const bytes = Buffer.from(await request.arrayBuffer());
      const announced = request.headers.has('content-length');
      this.trace.record({
        kind: 'request-body',
        exchange,
        framing: { kind: announced ? 'content-length' : bytes.length === 0 ? 'none' : 'chunked' },
        body: { length: bytes.length, bytes, cut: false },
        trailers: [],
      });
      return bytes;
    } catch (reason) {
      this.#invocations.abandon();
      this.trace.record({ kind: 'request-aborted', exchange, received: 0 });
      throw reason;
    }
  }

  #wait(exchange: ExchangeId, reception: Waiting, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve) => {
      const poll: Poll = { exchange, answer: resolve };
      // A client that has gone gets no reply.
      signal.addEventListener('abort', () => this.#invocations.leave(poll));
      this.#invocations.wait(poll, reception);
    });
  }

  #deliver(exchange: ExchangeId, { number, requestId, settleable, headers, event }: Invocation): Answer {
    this.trace.record({ kind: 'invocation-delivered', invocation: number, requestId, exchange, settleable });
    return { status: 200, headers, body: event };
  }

  #reply(exchange: ExchangeId, { status, headers, body }: Answer): Response {
    this.trace.record({
      kind: 'reply',
      exchange,
      status,
      headers,
      body: { length: body.length, bytes: body, cut: false },
      state: this.#invocations.phase,
    });
    return new Response(new Uint8Array(body), {
      status,
      headers: headers.map(([name, text]) => [name, text]),
    });
  }
}

/** The reply to what blocks until the environment ends. */
function forever(): Promise<never> {
  return new Promise(() => {});
}
