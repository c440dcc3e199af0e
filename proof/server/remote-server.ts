/** A Runtime API in another process, or ours behind the same doors: known only by what comes over its sockets. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../harness/base/random.ts';
import { ServedApi } from '../../harness/emulator/emulator.ts';
import { isBusy, type PlayedApi, type Player } from './sequence-player.ts';

/** How long a command may take until it listens. */
const START_MS = 20_000;

/** A Runtime API that listens. */
export interface Launched extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Where events are posted to. */
  readonly invokeUrl: string;
}

export type Launch = () => Promise<Launched>;

/** Our own server, with the same two doors as AWS's emulator. */
export async function launchOurs(): Promise<Launched> {
  const api = await ServedApi.open({ random: seededRandom(1) });
  const [host = '', port] = api.address.split(':');
  return {
    host,
    port: Number(port),
    invokeUrl: api.invocationsUrl,
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

/** Another one; `command` starts it anew each time. Without a command it is taken as it is. */
export function launchTheirs(
  address: { readonly host: string; readonly port: number; readonly invokeUrl: string },
  command: string | undefined,
): Launch {
  return async () => {
    if (command === undefined) return { ...address, [Symbol.asyncDispose]: async () => {} };
    // The words of a developer, for a shell; what it starts ends with its group.
    const child = spawn(command, { shell: true, detached: true, stdio: 'ignore' });
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

/** Waits until the port takes connections; false when it never does. */
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
  /** Events that wait until the one before them is answered: the emulator takes one at a time. */
  readonly #events: string[] = [];
  #posting = false;
  readonly #over = new AbortController();

  /** `patienceMs`: how long no reply means that none comes. */
  constructor(launched: Launched, patienceMs: number) {
    this.host = launched.host;
    this.port = launched.port;
    this.#invokeUrl = launched.invokeUrl;
    this.#patienceMs = patienceMs;
  }

  invoke(event: string): void {
    this.#events.push(event);
    if (!this.#posting) void this.#post();
  }

  restore(): void {
    throw new Error('no other Runtime API can be told to restore');
  }

  /** Waits for what is owed; what does not come for a while does not come. */
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
    // Whether an event or the end of a connection has arrived cannot be seen; it is given a moment.
    await delay(idle ? this.#patienceMs / 4 : this.#patienceMs, undefined, { signal: waited.signal }).catch(
      () => {},
    );
    unsubscribe();
  }

  /** Posts no more events. */
  stop(): void {
    this.#over.abort();
  }

  async #post(): Promise<void> {
    this.#posting = true;
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
      const { signal } = this.#over;
      try {
        const response = await fetch(this.#invokeUrl, { method: 'POST', body: event, signal });
        await response.arrayBuffer();
      } catch {
        // Its end is the end of the sequence, or shows in what the clients see.
        if (signal.aborted) return;
      }
    }
    this.#posting = false;
  }
}
