/** A Runtime API in another process, or ours behind the same two addresses: only its sockets are visible. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../harness/base/random.ts';
import { ServedApi } from '../../harness/emulator/emulator.ts';
import { isBusy, type PlayedApi, type Player } from './sequence-player.ts';

/** Maximum time until a command listens. */
const START_MS = 20_000;

/** A running Runtime API. */
export interface Launched extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The URL for posting events. */
  readonly invokeUrl: string;
  /** The value of AWS_LAMBDA_MAX_CONCURRENCY; undefined: standard mode. */
  readonly concurrency?: number | undefined;
}

export type Launch = () => Promise<Launched>;

/** Our own server, with the same two addresses as AWS's emulator. */
export async function launchOurs(concurrency?: number): Promise<Launched> {
  const api = await ServedApi.open({ random: seededRandom(1), concurrency });
  const [host = '', port] = api.address.split(':');
  return {
    host,
    port: Number(port),
    invokeUrl: api.invocationsUrl,
    concurrency,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

/** Another server. `command` starts it each time; without a command the running server is used. */
export function launchTheirs(
  address: Omit<Launched, typeof Symbol.asyncDispose>,
  command: string | undefined,
): Launch {
  return async () => {
    if (command === undefined) return { ...address, [Symbol.asyncDispose]: async () => {} };
    // A developer's command, for a shell; killing the process group ends everything it starts.
    const mode =
      address.concurrency === undefined ? {} : { AWS_LAMBDA_MAX_CONCURRENCY: String(address.concurrency) };
    const env = { ...process.env, ...mode };
    const child = spawn(command, { shell: true, detached: true, stdio: 'ignore', env });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    const launched = {
      ...address,
      [Symbol.asyncDispose]: async () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
        await ended;
      },
    };
    const door = new URL(address.invokeUrl);
    const both = Promise.all([
      listens(address.host, address.port),
      listens(door.hostname, Number(door.port || 80)),
    ]);
    const up = await Promise.race([ended.then(() => [false]), both]);
    if (up.every(Boolean)) return launched;
    await launched[Symbol.asyncDispose]();
    throw new Error(`"${command}" did not listen on ${address.host}:${address.port}`);
  };
}

/** Waits until the port accepts connections; false on timeout. */
async function listens(host: string, port: number): Promise<boolean> {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host, port });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return true;
    await delay(10);
  }
  return false;
}

export class RemoteApi implements PlayedApi {
  readonly host: string;
  readonly port: number;
  readonly #invokeUrl: string;
  readonly #patienceMs: number;
  /** Queued events: in standard mode the emulator accepts one at a time. */
  readonly #events: string[] = [];
  /** How many more posts may be open at once. */
  #free: number;
  readonly #over = new AbortController();

  /** `patienceMs`: how long to wait before a missing reply counts as silence. */
  constructor(launched: Launched, patienceMs: number) {
    this.host = launched.host;
    this.port = launched.port;
    this.#invokeUrl = launched.invokeUrl;
    this.#patienceMs = patienceMs;
    this.#free = launched.concurrency ?? 1;
  }

  invoke(event: string): void {
    this.#events.push(event);
    if (this.#free > 0) void this.#post();
  }

  restore(): void {
    throw new Error('another Runtime API cannot be told to restore');
  }

  /** Waits for outstanding replies; after the patience they count as missing. */
  async settle(player: Player): Promise<void> {
    const waited = new AbortController();
    const look = (): void => {
      if (!player.clientConnections.some((held) => !held.left && !held.connection.closed && isBusy(held)))
        waited.abort();
    };
    const unsubscribe = player.subscribe(look);
    const idle = player.clientConnections.every(
      (held) => held.left || held.connection.closed || !isBusy(held),
    );
    // The arrival of an event or of a connection's end is invisible here, so it gets a short pause.
    await delay(idle ? this.#patienceMs / 4 : this.#patienceMs, undefined, { signal: waited.signal }).catch(
      () => {},
    );
    unsubscribe();
  }

  /** Stops posting events. */
  stop(): void {
    this.#over.abort();
  }

  async #post(): Promise<void> {
    this.#free -= 1;
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
      const { signal } = this.#over;
      try {
        const response = await fetch(this.#invokeUrl, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: event,
          signal,
        });
        await response.arrayBuffer();
      } catch {
        // The sequence has ended, or the clients see the failure.
        if (signal.aborted) return;
      }
    }
    this.#free += 1;
  }
}
