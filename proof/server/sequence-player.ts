/**
 * Plays a sequence of steps against a Runtime API and records the observations of its clients. It does not know the
 * model: the same steps can be played against our server and another one, and compared.
 */
import { headerValues } from '../../harness/base/headers.ts';
import { ApiClient } from './api-client.ts';
import { requestBytes, type IdChoice, type RequestOptions } from './requests.ts';
import type { Reply } from './reply-parser.ts';
import type { ClientStep } from './step.ts';

/** A Runtime API that sequences are played against. */
export interface PlayedApi {
  readonly host: string;
  readonly port: number;
  invoke(event: string): void;
  restore(): void;
  /** Resolves when everything sent so far has been processed, as far as that is visible. */
  settle(player: Player): Promise<void>;
}

/** One connection of a client. */
export interface ClientConnection {
  readonly client: number;
  readonly connection: ApiClient;
  /** Heads and complete requests sent on it. */
  heads: number;
  wholes: number;
  /** The unsent rest of a partial upload. */
  rest: Buffer | undefined;
  left: boolean;
  /** How many of its replies have been reported, and whether its end has. */
  told: number;
  toldEnd: boolean;
}

/** What a client saw during a step. */
export type Observation =
  | { readonly saw: 'reply'; readonly client: number; readonly reply: Reply }
  | { readonly saw: 'end' | 'malformed'; readonly client: number }
  /** The client of the step has no reply yet. */
  | { readonly saw: 'silence'; readonly client: number }
  /** The step was impossible at this point and was skipped. */
  | { readonly saw: 'nothing-to-do' };

export interface PlayedStep {
  readonly step: ClientStep;
  readonly observations: readonly Observation[];
}

export class Player implements AsyncDisposable {
  readonly clientConnections: ClientConnection[] = [];
  readonly #api: PlayedApi;
  /** The ids of the delivered invocations, in order. */
  readonly #delivered: string[] = [];
  #events = 0;
  readonly #listeners = new Set<() => void>();

  constructor(api: PlayedApi) {
    this.#api = api;
  }

  /** Plays the steps; each is processed before the next begins. */
  async play(steps: readonly ClientStep[]): Promise<PlayedStep[]> {
    const observations: PlayedStep[] = [];
    for (const step of steps) {
      const done = await this.act(step);
      if (done) await this.#api.settle(this);
      observations.push({ step, observations: done ? this.#look(step) : [{ saw: 'nothing-to-do' }] });
    }
    return observations;
  }

  /** Does one step without waiting for its effect; false if the step was impossible. */
  async act(step: ClientStep): Promise<boolean> {
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

  /** Calls `listener` whenever any client sees something; returns the unsubscribe function. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The current connection of a client. */
  clientConnectionOf(client: number): ClientConnection | undefined {
    const held = this.clientConnections.findLast((other) => other.client === client);
    return held === undefined || held.left || held.connection.closed ? undefined : held;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.clientConnections.map(async ({ connection }) => connection[Symbol.asyncDispose]()),
    );
  }

  async #call(step: Extract<ClientStep, { do: 'call' }>): Promise<boolean> {
    const held = await this.#freeConnection(step.client);
    if (held === undefined) return false;
    const { head, body } = requestBytes(step.call, this.#options(step));
    held.heads += 1;
    held.wholes += 1;
    await held.connection.send(Buffer.concat([head, body]), step.cuts);
    return true;
  }

  async #begin(step: Extract<ClientStep, { do: 'begin' }>): Promise<boolean> {
    const held = await this.#freeConnection(step.client);
    if (held === undefined) return false;
    const { head, body } = requestBytes(step.call, this.#options({ ...step, size: 20 }));
    const half = Math.floor(body.length / 2);
    held.heads += 1;
    held.rest = body.subarray(half);
    await held.connection.send(Buffer.concat([head, body.subarray(0, half)]));
    return true;
  }

  async #finish(client: number): Promise<boolean> {
    const held = this.clientConnectionOf(client);
    if (held?.rest === undefined) return false;
    const { rest } = held;
    held.rest = undefined;
    held.wholes += 1;
    await held.connection.send(rest);
    return true;
  }

  async #leave(step: Extract<ClientStep, { do: 'leave' }>): Promise<boolean> {
    const held = this.clientConnectionOf(step.client);
    if (held === undefined) return false;
    held.left = true;
    held.connection.leave(step.how);
    return Promise.resolve(true);
  }

  /** The idle connection of a client, opened if necessary; undefined while the client is busy. */
  async #freeConnection(client: number): Promise<ClientConnection | undefined> {
    const held = this.clientConnectionOf(client);
    if (held !== undefined) return isBusy(held) ? undefined : held;
    const { host, port } = this.#api;
    const connection = await ApiClient.connect(host, port, () => this.#see());
    const opened: ClientConnection = {
      client,
      connection,
      heads: 0,
      wholes: 0,
      rest: undefined,
      left: false,
      told: 0,
      toldEnd: false,
    };
    this.clientConnections.push(opened);
    return opened;
  }

  #options(step: Omit<Extract<ClientStep, { do: 'call' }>, 'do' | 'client' | 'call'>): RequestOptions {
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
        return 'no-such-id';
      case 'blank':
        return '';
    }
  }

  #see(): void {
    for (const { connection, told } of this.clientConnections) {
      for (const reply of connection.replies.slice(told)) {
        const [id] = headerValues(reply.headers, 'lambda-runtime-aws-request-id');
        if (id !== undefined && !this.#delivered.includes(id)) this.#delivered.push(id);
      }
    }
    for (const listener of Array.from(this.#listeners)) listener();
  }

  #look(step: ClientStep): Observation[] {
    const observations = this.clientConnections.flatMap((held) => newsOf(held));
    const acting = 'client' in step ? this.clientConnectionOf(step.client) : undefined;
    return acting !== undefined && acting.rest === undefined && isBusy(acting)
      ? [...observations, { saw: 'silence', client: acting.client }]
      : observations;
  }
}

/** Whether a reply is outstanding or an upload is unfinished. */
export function isBusy(held: ClientConnection): boolean {
  return held.rest !== undefined || held.wholes > held.connection.replies.length;
}

function newsOf(held: ClientConnection): Observation[] {
  const { client, connection } = held;
  const news: Observation[] = connection.replies
    .slice(held.told)
    .map((reply) => ({ saw: 'reply', client, reply }));
  held.told = connection.replies.length;
  if (!held.toldEnd && !held.left && (connection.closed || connection.fault !== undefined)) {
    held.toldEnd = true;
    news.push({ saw: connection.fault === undefined ? 'end' : 'malformed', client });
  }
  return news;
}
