import type { Answer } from '../protocol/answers.ts';
import * as model from '../protocol/concurrent-model.ts';
import type { Call, Reception } from '../protocol/model.ts';
import type { Invocation } from './invocation.ts';
import type { Invocations, Waiting } from './invocation-queue.ts';
import { takeOut } from './take-out.ts';

/**
 * The invocations of one execution environment on Managed Instances: every blocked poll gets an event as soon as there is
 * one. Polls are served in the order in which they came; no verdict may depend on it, since Lambda does not promise it.
 */
export class InvocationPool<Poll> implements Invocations<Poll> {
  readonly #deliver: (poll: Poll, invocation: Invocation) => void;
  readonly #queued: Invocation[] = [];
  readonly #blocked: Poll[] = [];
  readonly #restoring: Poll[] = [];
  #state = model.emptyPool;

  constructor({ deliver }: { readonly deliver: (poll: Poll, invocation: Invocation) => void }) {
    this.#deliver = deliver;
  }

  get phase(): string {
    return this.#state.phase;
  }

  get blocked(): readonly Poll[] {
    return this.#blocked;
  }

  get quiet(): boolean {
    return this.#queued.length === 0 && this.#state.phase === 'Serving' && this.#state.running.size === 0;
  }

  receive(call: Call): Reception {
    const { state, result } = model.receiveInPool(this.#state, call);
    this.#state = state;
    return result;
  }

  complete(call: Call, bodyBytes: number): Answer {
    const { state, result } = model.completeInPool(this.#state, call, bodyBytes);
    this.#state = state;
    return result;
  }

  abandon(call: Call): void {
    this.#state = model.abandonInPool(this.#state, call);
  }

  settle(call: Call): void {
    this.#state = model.settledInPool(this.#state, call);
  }

  add(invocation: Invocation): void {
    this.#queued.push(invocation);
    this.#match();
  }

  withdraw(requestId: string): void {
    if (!takeOut(this.#queued, (invocation) => invocation.requestId === requestId))
      this.settle({ endpoint: 'response', requestId });
  }

  timeOut(requestId: string): void {
    this.#state = model.timeOutInPool(this.#state, requestId);
  }

  wait(poll: Poll, { kind }: Waiting): void {
    if (kind === 'await-restore') this.#restoring.push(poll);
    // A second delivery exists only in standard mode.
    if (kind !== 'await-invocation') return;
    this.#blocked.push(poll);
    this.#match();
  }

  leave(poll: Poll): void {
    for (const list of [this.#blocked, this.#restoring]) takeOut(list, (one) => one === poll);
  }

  takeBlocked(): Poll[] {
    return this.#blocked.splice(0);
  }

  restore(): Poll | undefined {
    const poll = this.#restoring.shift();
    if (poll !== undefined) this.#state = model.restoreInPool(this.#state);
    return poll;
  }

  reset(): void {
    this.#state = model.emptyPool;
  }

  #match(): void {
    while (this.#blocked.length > 0 && this.#queued.length > 0) {
      const poll = this.#blocked.shift();
      const invocation = this.#queued.shift();
      if (poll === undefined || invocation === undefined) return;
      this.#state = model.deliverInPool(this.#state, invocation.requestId, invocation.invocationId);
      this.#deliver(poll, invocation);
    }
  }
}
