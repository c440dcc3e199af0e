import type { Answer } from '../protocol/answers.ts';
import type { Invocation } from './invocation.ts';
import { takeOut } from './take-out.ts';
import * as model from '../protocol/model.ts';

/** A runtime that polls again without a result gets its event again: this often at once, then at a pace. */
const REPEATS_AT_ONCE = 3;

/** How a poll that does not get an error is served. */
export type Waiting = Extract<
  model.Reception,
  { readonly kind: 'await-invocation' | 'await-restore' | 'redeliver' }
>;

/** The invocations of one execution environment and the polls that wait for them. */
export interface Invocations<Poll> {
  /** The state of the model. */
  readonly phase: string;
  /** The polls that are blocked, oldest first. */
  readonly blocked: readonly Poll[];
  /** Whether the runtime polls and no invocation is queued or unsettled. */
  readonly quiet: boolean;
  /** Decides about a call whose head has arrived. */
  receive(call: model.Call): model.Reception;
  /** Decides about a result or a report that is complete. */
  complete(call: model.Call, bodyBytes: number): Answer;
  /** Makes the invocation unsettled again: its result broke off, or its event did not arrive. */
  abandon(call: model.Call): void;
  /** Settles the invocation of a result, independent of the answer. */
  settle(call: model.Call): void;
  /** Queues an event for a blocked or the next poll. */
  add(invocation: Invocation): void;
  /** Cancels an invocation: a queued one is not delivered, and the result of a delivered one not awaited. */
  withdraw(requestId: string): void;
  /** Ends an invocation for its caller: the runtime goes on, and its result is late. */
  timeOut(requestId: string): void;
  /** Serves a poll or keeps it blocked. */
  wait(poll: Poll, waiting: Waiting): void;
  /** Forgets a poll whose client has gone. */
  leave(poll: Poll): void;
  /** Removes all blocked polls: the caller answers them. */
  takeBlocked(): Poll[];
  /** Takes the poll that is blocked in `restore/next`, after a restore from a snapshot. */
  restore(): Poll | undefined;
  /** Resets the state, as for a new process in the same environment. */
  reset(): void;
}

export interface InvocationQueueOptions<Poll> {
  readonly settings: model.ApiSettings;
  /** Answers a poll with an event. */
  readonly deliver: (poll: Poll, invocation: Invocation) => void;
  /** How long a poll waits for an event that was redelivered several times. Default: 50. */
  readonly repeatPaceMs?: number | undefined;
}

/**
 * The invocations of one execution environment and the polls that wait for them: one at a time, oldest first, as the
 * state machine allows. The emulator for Managed Instances keeps no such order, so no verdict may depend on it. The socket server and the msw handlers each have one, with their own type of `Poll`.
 */
export class InvocationQueue<Poll> implements Invocations<Poll> {
  readonly #settings: model.ApiSettings;
  readonly #deliver: (poll: Poll, invocation: Invocation) => void;
  readonly #repeatPaceMs: number;
  readonly #queued: Invocation[] = [];
  readonly #blocked: Poll[] = [];
  readonly #restoring: Poll[] = [];
  /** Polls that wait for a paced redelivery. */
  readonly #paced = new Map<Poll, NodeJS.Timeout>();
  #state = model.initialState;
  #current: Invocation | undefined;
  /** How often the current invocation was redelivered. */
  #repeats = 0;

  constructor({ settings, deliver, repeatPaceMs = 50 }: InvocationQueueOptions<Poll>) {
    this.#settings = settings;
    this.#deliver = deliver;
    this.#repeatPaceMs = repeatPaceMs;
  }

  get phase(): model.Phase {
    return this.#state.phase;
  }

  /** The polls that are blocked, oldest first. */
  get blocked(): readonly Poll[] {
    return this.#blocked;
  }

  /** Whether the runtime polls and no invocation is queued or unsettled. */
  get quiet(): boolean {
    return this.#queued.length === 0 && this.#state.phase === 'Ready';
  }

  /** Decides about a call whose head has arrived. */
  receive(call: model.Call): model.Reception {
    return this.#step(model.receive(this.#state, call, this.#settings));
  }

  /** Decides about a result or a report that is complete. */
  complete(call: model.Call, bodyBytes: number): Answer {
    return this.#step(model.complete(this.#state, call, bodyBytes));
  }

  /** Makes the invocation unsettled again: its result broke off, or its event did not arrive. */
  abandon(): void {
    this.#state = model.abandon(this.#state);
  }

  /** Settles the current invocation, independent of the answer. */
  settle(): void {
    this.#state = model.settled(this.#state);
  }

  /** Queues an event for the blocked or the next poll. */
  add(invocation: Invocation): void {
    this.#queued.push(invocation);
    this.#match();
  }

  /** Cancels an invocation: a queued one is not delivered, and the result of a delivered one not awaited. */
  withdraw(requestId: string): void {
    if (takeOut(this.#queued, (invocation) => invocation.requestId === requestId)) return;
    if (this.#current?.requestId === requestId && this.#state.phase === 'Running') this.settle();
  }

  timeOut(requestId: string): void {
    this.withdraw(requestId);
  }

  /** Serves a poll or keeps it blocked. */
  wait(poll: Poll, { kind }: Waiting): void {
    if (kind === 'await-restore') {
      this.#restoring.push(poll);
    } else if (kind === 'await-invocation') {
      this.#blocked.push(poll);
      this.#match();
    } else {
      this.#repeat(poll);
    }
  }

  /** Forgets a poll whose client has gone. */
  leave(poll: Poll): void {
    for (const list of [this.#blocked, this.#restoring]) takeOut(list, (one) => one === poll);
    clearTimeout(this.#paced.get(poll));
    this.#paced.delete(poll);
  }

  /** Removes all blocked polls: the caller answers them. */
  takeBlocked(): Poll[] {
    return this.#blocked.splice(0);
  }

  /** Takes the poll that is blocked in `restore/next`, after a restore from a snapshot. */
  restore(): Poll | undefined {
    const poll = this.#restoring.shift();
    if (poll !== undefined) this.#state = model.restore(this.#state);
    return poll;
  }

  /** Resets the state, as for a new process in the same environment. */
  reset(): void {
    this.#state = model.initialState;
    this.#current = undefined;
  }

  #match(): void {
    const [poll] = this.#blocked;
    const [invocation] = this.#queued;
    if (poll === undefined || invocation === undefined || !model.mayDeliver(this.#state)) return;
    this.#blocked.shift();
    this.#queued.shift();
    this.#repeats = 0;
    this.#hand(poll, invocation);
  }

  #hand(poll: Poll, invocation: Invocation): void {
    this.#state = model.deliver(this.#state, invocation.requestId, invocation.invocationId);
    this.#current = invocation;
    this.#deliver(poll, invocation);
  }

  /** Paced: a runtime that never settles would keep the machine busy and fill the trace. */
  #repeat(poll: Poll): void {
    this.#repeats += 1;
    if (this.#repeats <= REPEATS_AT_ONCE || this.#repeatPaceMs === 0) this.#handAgain(poll);
    else this.#pace(poll);
  }

  #pace(poll: Poll): void {
    const timer = setTimeout(() => {
      this.#paced.delete(poll);
      // A result may have arrived meanwhile on another connection, or be in transit.
      const reception = this.receive({ endpoint: 'next' });
      if (reception.kind === 'redeliver') this.#handAgain(poll);
      else if (reception.kind === 'await-invocation') this.wait(poll, reception);
      else this.#pace(poll);
    }, this.#repeatPaceMs);
    this.#paced.set(poll, timer);
  }

  #handAgain(poll: Poll): void {
    if (this.#current !== undefined) this.#hand(poll, this.#current);
  }

  #step<Result>({ state, result }: model.Step<Result>): Result {
    this.#state = state;
    return result;
  }
}
