/**
 * Replays a trace against the pure model: given the order in which the server recorded the requests, these are the
 * required replies. It repeats the server's own bookkeeping (queue, waiting polls) independently and shares only the
 * model.
 */
import type { Entry, EntryOf, ExchangeId } from '../../harness/trace/entry.ts';
import { methodNotAllowed, type Answer } from '../../harness/runtime-api/protocol/answers.ts';
import { callOf } from '../../harness/runtime-api/protocol/call.ts';
import * as model from '../../harness/runtime-api/protocol/model.ts';
import { routeOf } from '../../harness/runtime-api/protocol/routes.ts';
import { statelessAnswer } from '../../harness/runtime-api/protocol/stateless-routes.ts';

/** The required reply; `deliver` is the event of the invocation with this number. */
type Owed = Answer | { readonly deliver: number };

/** The differences between the replies of a trace and those of the model, as sentences. */
export function disagreements(entries: readonly Entry[], settings: model.ApiSettings): string[] {
  const oracle = new Oracle(settings);
  for (const entry of entries) oracle.see(entry);
  return oracle.finish();
}

class Oracle {
  readonly #settings: model.ApiSettings;
  readonly #disagreements: string[] = [];
  #state = model.initialState;
  readonly #queue: { readonly number: number; readonly requestId: string }[] = [];
  #current: number | undefined;
  #waiting: ExchangeId[] = [];
  #restoring: ExchangeId[] = [];
  readonly #requests = new Map<ExchangeId, EntryOf<'request'>>();
  readonly #receptions = new Map<ExchangeId, model.Reception>();
  readonly #owed = new Map<ExchangeId, Owed>();
  readonly #delivered = new Map<ExchangeId, number>();

  constructor(settings: model.ApiSettings) {
    this.#settings = settings;
  }

  see(entry: Entry): void {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others are not caused by a client
    switch (entry.kind) {
      case 'invocation-queued':
        this.#queue.push({ number: entry.invocation, requestId: entry.requestId });
        this.#match();
        return;
      case 'request':
        this.#begin(entry);
        return;
      case 'request-body':
        this.#complete(entry);
        return;
      case 'invocation-delivered':
        this.#delivered.set(entry.exchange, entry.invocation);
        return;
      case 'reply':
        this.#compare(entry);
        return;
      case 'connection-closed':
        if (entry.pending !== undefined) this.#lose(entry.pending);
        return;
      case 'note':
        if (entry.text === 'restore') this.#restore();
        return;
      default:
    }
  }

  finish(): string[] {
    for (const exchange of this.#owed.keys()) this.#disagreements.push(`request ${exchange} got no reply`);
    if (this.#queue.length > 0 && this.#waiting.length > 0 && model.mayDeliver(this.#state)) {
      this.#disagreements.push('an event and a poll wait for each other');
    }
    return this.#disagreements;
  }

  #begin(entry: EntryOf<'request'>): void {
    this.#requests.set(entry.exchange, entry);
    const route = routeOf(entry.target);
    const call = callOf(route, entry.headers);
    if (call === undefined || route.method !== entry.method) return;
    const step = model.receive(this.#state, call, this.#settings);
    this.#state = step.state;
    this.#receptions.set(entry.exchange, step.result);
  }

  #complete(entry: EntryOf<'request-body'>): void {
    const { exchange } = entry;
    const request = this.#requests.get(exchange);
    if (request === undefined) return;
    const route = routeOf(request.target);
    if (route.method !== undefined && route.method !== request.method) {
      this.#owed.set(exchange, methodNotAllowed(route.method));
      return;
    }
    const reception = this.#receptions.get(exchange);
    switch (reception?.kind) {
      case undefined: {
        const answer = statelessAnswer(route.endpoint, request.headers);
        if (answer !== undefined) this.#owed.set(exchange, answer);
        return;
      }
      case 'answer':
        this.#owed.set(exchange, reception.answer);
        return;
      case 'read-body': {
        const call = callOf(route, request.headers);
        if (call === undefined) return;
        const step = model.complete(this.#state, call, entry.body.length);
        this.#state = step.state;
        this.#owed.set(exchange, step.result);
        return;
      }
      case 'await-invocation':
        this.#waiting.push(exchange);
        this.#match();
        return;
      case 'await-restore':
        this.#restoring.push(exchange);
        return;
      case 'redeliver':
        if (this.#current !== undefined) this.#owed.set(exchange, { deliver: this.#current });
        return;
    }
  }

  #match(): void {
    if (!model.mayDeliver(this.#state)) return;
    const [exchange, ...others] = this.#waiting;
    const [invocation] = this.#queue;
    if (exchange === undefined || invocation === undefined) return;
    this.#waiting = others;
    this.#queue.shift();
    this.#state = model.deliver(this.#state, invocation.requestId);
    this.#current = invocation.number;
    this.#owed.set(exchange, { deliver: invocation.number });
  }

  #restore(): void {
    const exchange = this.#restoring.shift();
    if (exchange === undefined) return;
    this.#state = model.restore(this.#state);
    this.#owed.set(exchange, { status: 200, headers: [], body: Buffer.alloc(0) });
  }

  #lose(exchange: ExchangeId): void {
    const uploading = !this.#owed.has(exchange) && this.#receptions.get(exchange)?.kind === 'read-body';
    if (uploading) this.#state = model.abandon(this.#state);
    this.#waiting = this.#waiting.filter((other) => other !== exchange);
    this.#restoring = this.#restoring.filter((other) => other !== exchange);
    this.#owed.delete(exchange);
  }

  #compare(entry: EntryOf<'reply'>): void {
    const { exchange } = entry;
    const owed = this.#owed.get(exchange);
    this.#owed.delete(exchange);
    const complain = (what: string): void => {
      const request = this.#requests.get(exchange);
      this.#disagreements.push(`request ${exchange} (${request?.method} ${request?.target}): ${what}`);
    };
    if (owed === undefined) return complain(`was answered with ${entry.status}, and no reply was owed`);
    if (entry.state !== this.#state.phase) {
      complain(`left the server in ${entry.state}, not in ${this.#state.phase}`);
    }
    if ('deliver' in owed) {
      const delivered = this.#delivered.get(exchange);
      if (entry.status === 200 && delivered === owed.deliver) return;
      return complain(`got ${delivered ?? entry.status}, not invocation ${owed.deliver}`);
    }
    const got = `${entry.status} ${entry.body.bytes.toString()}`;
    const expected = `${owed.status} ${owed.body.toString()}`;
    if (got !== expected) complain(`was answered with ${got}, not with ${expected}`);
    for (const [name, value] of owed.headers) {
      const there = entry.headers.some(([other, text]) => other === name && text === value);
      if (!there) complain(`has no ${name}: ${value}`);
    }
  }
}
