/**
 * Plays a sequence of steps against a Runtime API and says what its clients saw. It knows no model: the same steps
 * are played against our server, against another one, and compared.
 */
import { headerValues } from '../../harness/base/headers.ts';
import { ApiClient } from './api-client.ts';
import { requestBytes, type IdChoice, type RequestOptions } from './requests.ts';
import type { Reply } from './reply-parser.ts';
import type { Step } from './step.ts';

/** A Runtime API that sequences are played against. */
export interface PlayedApi {
  readonly host: string;
  readonly port: number;
  invoke(event: string): void;
  restore(): void;
  /** Resolves when what was sent so far has been taken up, as far as that can be known from where we are. */
  settle(player: Player): Promise<void>;
}

/** One connection of a client, in the order in which they were made. */
export interface Seat {
  readonly client: number;
  readonly connection: ApiClient;
  /** Heads and whole requests sent on it. */
  heads: number;
  wholes: number;
  /** What is still to be sent of an upload that has begun. */
  rest: Buffer | undefined;
  left: boolean;
  /** How many of its replies were told of already, and whether its end was. */
  told: number;
  toldEnd: boolean;
}

/** What a client saw during a step. */
export type Sight =
  | { readonly saw: 'reply'; readonly client: number; readonly reply: Reply }
  | { readonly saw: 'end' | 'malformed'; readonly client: number }
  /** The client of the step is owed a reply. */
  | { readonly saw: 'silence'; readonly client: number }
  /** The step made no sense at this point and was left out. */
  | { readonly saw: 'nothing-to-do' };

export interface Observation {
  readonly step: Step;
  readonly sights: readonly Sight[];
}

export class Player implements AsyncDisposable {
  readonly seats: Seat[] = [];
  readonly #api: PlayedApi;
  /** The ids of the invocations delivered, in order. */
  readonly #delivered: string[] = [];
  #events = 0;
  readonly #listeners = new Set<() => void>();

  constructor(api: PlayedApi) {
    this.#api = api;
  }

  /** Plays the steps; each is taken up before the next begins. */
  async play(steps: readonly Step[]): Promise<Observation[]> {
    const observations: Observation[] = [];
    for (const step of steps) {
      const done = await this.act(step);
      if (done) await this.#api.settle(this);
      observations.push({ step, sights: done ? this.#look(step) : [{ saw: 'nothing-to-do' }] });
    }
    return observations;
  }

  /** Does one step and does not wait for what comes of it; false when there was nothing to do. */
  async act(step: Step): Promise<boolean> {
    switch (step.do) {
      case 'invoke':
        this.#events += 1;
        this.#api.invoke(`{"n":${this.#events}}`);
        return true;
      case 'restore':
        this.#api.restore();
        return true;
      case 'call':
        return this.#call(step);
      case 'begin':
        return this.#begin(step);
      case 'finish':
        return this.#finish(step.client);
      case 'leave':
        return this.#leave(step);
    }
  }

  /** Calls `listener` at everything that any client sees; returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The connection that a client uses now. */
  seatOf(client: number): Seat | undefined {
    const seat = this.seats.findLast((other) => other.client === client);
    return seat === undefined || seat.left || seat.connection.closed ? undefined : seat;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.seats.map(async ({ connection }) => connection[Symbol.asyncDispose]()));
  }

  async #call(step: Extract<Step, { do: 'call' }>): Promise<boolean> {
    const seat = await this.#freeSeat(step.client);
    if (seat === undefined) return false;
    const { head, body } = requestBytes(step.call, this.#options(step));
    seat.heads += 1;
    seat.wholes += 1;
    await seat.connection.send(Buffer.concat([head, body]), step.cuts);
    return true;
  }

  async #begin(step: Extract<Step, { do: 'begin' }>): Promise<boolean> {
    const seat = await this.#freeSeat(step.client);
    if (seat === undefined) return false;
    const { head, body } = requestBytes(step.call, this.#options({ ...step, size: 20 }));
    const half = Math.floor(body.length / 2);
    seat.heads += 1;
    seat.rest = body.subarray(half);
    await seat.connection.send(Buffer.concat([head, body.subarray(0, half)]));
    return true;
  }

  async #finish(client: number): Promise<boolean> {
    const seat = this.seatOf(client);
    if (seat?.rest === undefined) return false;
    const { rest } = seat;
    seat.rest = undefined;
    seat.wholes += 1;
    await seat.connection.send(rest);
    return true;
  }

  async #leave(step: Extract<Step, { do: 'leave' }>): Promise<boolean> {
    const seat = this.seatOf(step.client);
    if (seat === undefined) return false;
    seat.left = true;
    seat.connection.leave(step.how);
    return Promise.resolve(true);
  }

  /** The connection of a client with nothing under way on it; undefined while there is. */
  async #freeSeat(client: number): Promise<Seat | undefined> {
    const seat = this.seatOf(client);
    if (seat !== undefined) return isBusy(seat) ? undefined : seat;
    const { host, port } = this.#api;
    const connection = await ApiClient.connect(host, port, () => this.#see());
    const opened: Seat = {
      client,
      connection,
      heads: 0,
      wholes: 0,
      rest: undefined,
      left: false,
      told: 0,
      toldEnd: false,
    };
    this.seats.push(opened);
    return opened;
  }

  #options(step: Omit<Extract<Step, { do: 'call' }>, 'do' | 'client' | 'call'>): RequestOptions {
    return {
      body: Buffer.from(`"${'x'.repeat((step.size ?? 6) - 2)}"`),
      ...(step.id === undefined ? {} : { requestId: this.#idOf(step.id) }),
      ...(step.mode === undefined ? {} : { mode: step.mode }),
      ...(step.chunks === undefined ? {} : { chunks: step.chunks }),
    };
  }

  #idOf(choice: IdChoice): string {
    switch (choice) {
      case 'current':
        return this.#delivered.at(-1) ?? 'none-delivered';
      case 'earlier':
        return this.#delivered.at(-2) ?? 'none-earlier';
      case 'unknown':
        return 'nobody';
      case 'blank':
        return '';
    }
  }

  #see(): void {
    for (const { connection, told } of this.seats) {
      for (const reply of connection.replies.slice(told)) {
        const [id] = headerValues(reply.headers, 'lambda-runtime-aws-request-id');
        if (id !== undefined && !this.#delivered.includes(id)) this.#delivered.push(id);
      }
    }
    for (const listener of Array.from(this.#listeners)) listener();
  }

  #look(step: Step): Sight[] {
    const sights = this.seats.flatMap((seat) => newsOf(seat));
    const acting = 'client' in step ? this.seatOf(step.client) : undefined;
    return acting !== undefined && acting.rest === undefined && isBusy(acting)
      ? [...sights, { saw: 'silence', client: acting.client }]
      : sights;
  }
}

/** Whether a reply is owed on it, or an upload has begun. */
export function isBusy(seat: Seat): boolean {
  return seat.rest !== undefined || seat.wholes > seat.connection.replies.length;
}

function newsOf(seat: Seat): Sight[] {
  const { client, connection } = seat;
  const news: Sight[] = connection.replies.slice(seat.told).map((reply) => ({ saw: 'reply', client, reply }));
  seat.told = connection.replies.length;
  if (!seat.toldEnd && !seat.left && (connection.closed || connection.fault !== undefined)) {
    seat.toldEnd = true;
    news.push({ saw: connection.fault === undefined ? 'end' : 'malformed', client });
  }
  return news;
}
