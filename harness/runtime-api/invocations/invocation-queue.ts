import type { Answer } from '../protocol/answers.ts';
import type { Invocation } from './invocation.ts';
import * as model from '../protocol/model.ts';

/** A runtime that polls again without a result is given its event again: so often at once, then at a pace. */
const REPEATS_AT_ONCE = 3;

/** What becomes of a poll that is not answered with an error. */
export type Waiting = Extract<
  model.Reception,
  { readonly kind: 'await-invocation' | 'await-restore' | 'redeliver' }
>;

export interface InvocationQueueOptions<Poll> {
  readonly settings: model.ApiSettings;
  /** Answers a poll with an event. */
  readonly deliver: (poll: Poll, invocation: Invocation) => void;
  /** How long a poll waits for an event that was delivered several times and is still unsettled; 0: not at all. Default: 50. */
  readonly repeatPaceMs?: number | undefined;
}

/**
 * The invocations of one execution environment and the polls that wait for them: one at a time, oldest first, as the
 * state machine allows. The socket server and the msw handlers have one each; a `Poll` is whatever they answer.
 */
export class InvocationQueue<Poll> {
  readonly #settings: model.ApiSettings;
  readonly #deliver: (poll: Poll, invocation: Invocation) => void;
  readonly #repeatPaceMs: number;
  readonly #queued: Invocation[] = [];
  readonly #blocked: Poll[] = [];
  readonly #restoring: Poll[] = [];
  /** Polls that are about to get the event again that they left unsettled. */
  readonly #paced = new Map<Poll, NodeJS.Timeout>();
  #state = model.initialState;
  #current: Invocation | undefined;
  /** How often the current invocation was delivered again. */
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

  /** Whether no invocation is queued or unsettled, and the runtime asks for one. */
  get quiet(): boolean {
    return this.#queued.length === 0 && this.#state.phase === 'Ready';
  }

  /** Takes up a call whose head has arrived, and says what to do with it. */
  receive(call: model.Call): model.Reception {
    return this.#step(model.receive(this.#state, call, this.#settings));
  }

  /** Takes up the end of a result or a report. */
  complete(call: model.Call, bodyBytes: number): Answer {
    return this.#step(model.complete(this.#state, call, bodyBytes));
  }

  /** Gives back the invocation whose result broke off, or whose event did not arrive. */
  abandon(): void {
    this.#state = model.abandon(this.#state);
  }

  /** Takes the current invocation for settled, whatever was answered. */
  settle(): void {
    this.#state = model.settled(this.#state);
  }

  /** Queues an event; a blocked or the next poll gets it. */
  add(invocation: Invocation): void {
    this.#queued.push(invocation);
    this.#match();
  }

  /** Gives an invocation up: a queued one is not delivered any more, and the result of a delivered one not awaited. */
  withdraw(requestId: string): void {
    const queued = this.#queued.findIndex((invocation) => invocation.requestId === requestId);
    if (queued !== -1) this.#queued.splice(queued, 1);
    else if (this.#current?.requestId === requestId && this.#state.phase === 'Running') this.settle();
  }

  /** What a poll is owed that was received as `await-invocation`, `await-restore` or `redeliver`. */
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

  /** Forgets a poll: nobody waits for its reply any more. */
  leave(poll: Poll): void {
    remove(this.#blocked, poll);
    remove(this.#restoring, poll);
    clearTimeout(this.#paced.get(poll));
    this.#paced.delete(poll);
  }

  /** Takes all polls that are blocked out of the queue: they get another answer. */
  takeBlocked(): Poll[] {
    return this.#blocked.splice(0);
  }

  /** The poll that is blocked in `restore/next`, after a restore from a snapshot. */
  restore(): Poll | undefined {
    const poll = this.#restoring.shift();
    if (poll !== undefined) this.#state = model.restore(this.#state);
    return poll;
  }

  /** Begins anew, as for another process in the same environment: what was under way is over. */
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
    this.#state = model.deliver(this.#state, invocation.requestId);
    this.#current = invocation;
    this.#deliver(poll, invocation);
  }

  /** Not as fast as it is asked for: a runtime that never settles would keep the machine busy, and fill the trace. */
  #repeat(poll: Poll): void {
    this.#repeats += 1;
    if (this.#repeats <= REPEATS_AT_ONCE || this.#repeatPaceMs === 0) this.#handAgain(poll);
    else this.#pace(poll);
  }

  #pace(poll: Poll): void {
    const timer = setTimeout(() => {
      this.#paced.delete(poll);
      // A result may have come meanwhile, on another connection, or be on its way.
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

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
}
