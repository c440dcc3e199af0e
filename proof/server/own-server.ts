import { Trace } from '../../harness/trace/trace.ts';
import type { ApiSettings } from '../../harness/runtime-api/protocol/model.ts';
import { RuntimeApiServer } from '../../harness/runtime-api/server.ts';
import { isBusy, type PlayedApi, type Player, type ClientConnection } from './sequence-player.ts';

/** Far more than any step takes, even on a busy machine. */
const LIMIT_MS = 20_000;

/** Our own server in this process: its trace shows when it has received everything that was sent. */
export class OwnApi implements PlayedApi, AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly trace: Trace;
  readonly server: RuntimeApiServer;
  #invocations = 0;

  private constructor(server: RuntimeApiServer, trace: Trace) {
    this.server = server;
    this.trace = trace;
  }

  static async open(settings: ApiSettings = { repeatedNext: 'redeliver' }): Promise<OwnApi> {
    const trace = new Trace();
    const server = await RuntimeApiServer.listen({
      trace: () => trace,
      snapStart: true,
      settings,
      // The model has no clock.
      repeatPaceMs: 0,
    });
    return new OwnApi(server, trace);
  }

  get port(): number {
    return this.server.port;
  }

  invoke(event: string): void {
    this.#invocations += 1;
    const requestId = `id-${this.#invocations}`;
    this.server.invoke({
      number: this.#invocations,
      requestId,
      event: Buffer.from(event),
      headers: [['Lambda-Runtime-Aws-Request-Id', requestId]],
      settleable: true,
      faults: [],
    });
  }

  restore(): void {
    // The trace has no entry kind for a restore; the oracle reads this note.
    this.trace.record({ kind: 'note', text: 'restore' });
    this.server.restore();
  }

  /** Waits until the trace contains all that was sent and the clients have received all replies. */
  async settle(player: Player): Promise<void> {
    const until = performance.now() + LIMIT_MS;
    while (!this.#settled(player)) {
      const left = until - performance.now();
      if (left <= 0) throw new Error(`never settled:\n${this.#describe(player)}`);
      await this.#change(player, left);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  #settled(player: Player): boolean {
    return player.clientConnections.every((held, index) => this.#connectionSettled(held, index + 1));
  }

  #connectionSettled(held: ClientConnection, connection: number): boolean {
    const counts = this.#counts(connection);
    if (held.left) return counts.closed;
    if (held.connection.fault !== undefined) return true;
    if (counts.closed) return held.connection.closed;
    return (
      counts.requests === held.heads &&
      counts.bodies === held.wholes &&
      counts.replies === held.connection.replies.length
    );
  }

  #counts(connection: number): { requests: number; bodies: number; replies: number; closed: boolean } {
    const exchanges = new Set<number>();
    const counts = { requests: 0, bodies: 0, replies: 0, closed: false };
    for (const entry of this.trace.entries) {
      if (entry.kind === 'request' && entry.connection === connection) {
        exchanges.add(entry.exchange);
        counts.requests += 1;
      } else if (entry.kind === 'request-body' && exchanges.has(entry.exchange)) counts.bodies += 1;
      else if (entry.kind === 'reply-completed' && exchanges.has(entry.exchange)) counts.replies += 1;
      else if (entry.kind === 'connection-closed' && entry.connection === connection) counts.closed = true;
    }
    return counts;
  }

  async #change(player: Player, limitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        for (const unsubscribe of subscriptions) unsubscribe();
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      const subscriptions = [this.trace.subscribe(done), player.subscribe(done)];
    });
  }

  #describe(player: Player): string {
    return player.clientConnections
      .map((held, index) => {
        const { requests, bodies, replies } = this.#counts(index + 1);
        return `client ${held.client} sent ${held.wholes} requests and got ${held.connection.replies.length} replies${isBusy(held) ? ' (busy)' : ''}; the server saw ${requests} heads, ${bodies} bodies and made ${replies} replies`;
      })
      .join('\n');
  }
}
