import { NoOutcome, OutcomeSearch, type Outcome } from '../trace/outcome.ts';
import { describeExit } from '../trace/runtime-exit.ts';
import type { Invocation } from '../runtime-api/invocations/invocation.ts';
import { isEndOfConnection, isPoll } from '../trace/calls.ts';
import type { ConnectionId, Entry, EntryOf, ExchangeId } from '../trace/entry.ts';
import { RuntimeGoneError, type Trace, WaitExpiredError, type WaitOptions } from '../trace/trace.ts';

/** Limits of one invocation, in milliseconds. */
export interface InvocationLimits {
  /** Until the outcome. */
  readonly limitMs: number;
  /** Until the event has been sent; `limitMs` starts after it. */
  readonly replyMs: number;
}

/** An invocation without an outcome yet. */
export class PendingInvocation {
  readonly #trace: Trace;
  readonly #invocation: Invocation;
  readonly #limits: InvocationLimits;
  /** Index of the trace at which the event was queued. */
  readonly #queuedAt: number;

  constructor(trace: Trace, invocation: Invocation, queuedAt: number, limits: InvocationLimits) {
    this.#trace = trace;
    this.#invocation = invocation;
    this.#queuedAt = queuedAt;
    this.#limits = limits;
  }

  get requestId(): string {
    return this.#invocation.requestId;
  }

  get number(): number {
    return this.#invocation.number;
  }

  /** The headers of its delivery. */
  get headers(): Invocation['headers'] {
    return this.#invocation.headers;
  }

  /**
   * Index of the trace at which the event was sent, or, before that, queued. The poll that takes it may come after it was
   * queued; it is not the poll after the event.
   */
  get from(): number {
    const { entries } = this.#trace;
    const left = entries.findIndex((entry, index) => index >= this.#queuedAt && this.#isDelivery(entry));
    return left === -1 ? this.#queuedAt : left;
  }

  /**
   * Waits until the event is sent.
   *
   *@throws {UnreachedError} when no poll picks it up.
   */
  async delivered(): Promise<EntryOf<'invocation-delivered'>> {
    return this.#trace.expect(this.#isDelivery, this.#leaving);
  }

  /** Waits until the event is sent, or the limit is over. */
  async waitForDelivery(): Promise<void> {
    await this.#trace.waitForOptional(this.#isDelivery, this.#leaving);
  }

  get #leaving(): WaitOptions {
    return { awaited: 'the poll that takes the event', from: this.#queuedAt, limitMs: this.#limits.limitMs };
  }

  readonly #isDelivery = (entry: Entry): entry is EntryOf<'invocation-delivered'> =>
    entry.kind === 'invocation-delivered' && entry.invocation === this.#invocation.number;

  /** The outcome, or why there is none. Never throws because of the runtime. */
  async outcome(): Promise<Outcome | NoOutcome> {
    const search = new OutcomeSearch(this.#invocation.requestId);
    if (this.#limits.replyMs > 0) await this.#sent();
    try {
      const completed = await this.#trace.waitFor(search.ends, {
        awaited: 'the outcome of the invocation',
        from: this.#queuedAt,
        limitMs: this.#limits.limitMs,
      });
      return search.outcomeAt(completed);
    } catch (reason) {
      return this.#toNoOutcome(reason);
    }
  }

  /** Waits until the event is sent completely, or the runtime has disconnected. */
  async #sent(): Promise<void> {
    let exchange: ExchangeId | undefined;
    let connection: ConnectionId | undefined;
    const isOver = (entry: Entry): boolean => {
      if (this.#isDelivery(entry)) {
        exchange = entry.exchange;
        connection = this.#connectionOf(entry.exchange);
      } else if (entry.kind === 'reply-completed') return entry.exchange === exchange;
      return exchange !== undefined && isEndOfConnection(entry, connection);
    };
    await this.#trace.waitForOptional(isOver, {
      awaited: 'the end of our reply',
      from: this.#queuedAt,
      limitMs: this.#limits.replyMs,
    });
  }

  #connectionOf(exchange: ExchangeId): ConnectionId | undefined {
    const isPollOf = (entry: Entry): entry is EntryOf<'request'> =>
      isPoll(entry) && entry.exchange === exchange;
    return this.#trace.entries.findLast(isPollOf)?.connection;
  }

  #toNoOutcome(reason: unknown): NoOutcome {
    if (reason instanceof RuntimeGoneError) {
      return new NoOutcome(`the runtime ${describeExit(reason.ended.exit)} instead`);
    }
    if (!(reason instanceof WaitExpiredError)) throw reason;
    this.#trace.recordTimeout({
      awaited: reason.awaited,
      limitMs: reason.limitMs,
      invocation: this.#invocation.number,
    });
    return new NoOutcome(`no outcome of the invocation was posted within ${Math.round(reason.limitMs)} ms`);
  }
}
