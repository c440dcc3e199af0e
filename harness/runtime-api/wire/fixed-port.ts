/**
 * Port 9001 of 127.0.0.1, where the Runtime API is on Lambda, for runtimes that have this address built in.
 *
 * The port is one, the sandboxes are several: a connection goes to the sandbox whose process has opened it, and to none if a
 * stranger did. Linux only, since elsewhere nothing tells whose a connection is.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const ADDRESS = '127.0.0.1';
/** How long to wait for the port: another run may hold it for a smoke test. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 250;

/**
 * How often, and how far apart, it looks for the owner of a connection. Linux lists its sockets piece by piece, so that one look
 * may miss one while others come and go.
 */
const LOOKS = 5;
const BETWEEN_LOOKS_MS = 20;

/** A sandbox that takes connections at the port. */
export interface FixedPortGuest {
  /** Whether one of its processes opened the connection from this port. */
  owns(peerPort: number): boolean;
  accept(socket: Socket): void;
}

/** The port, shared by the sandboxes of this process. */
export class FixedPort {
  readonly port: number;
  readonly #guests = new Set<FixedPortGuest>();
  #listening: Promise<Server> | undefined;

  constructor(port: number) {
    this.port = port;
  }

  /** Listens for this guest as well. The run must hold the port. */
  async enter(guest: FixedPortGuest): Promise<void> {
    this.#guests.add(guest);
    this.#listening ??= this.#listen();
    try {
      await this.#listening;
    } catch (reason) {
      this.#guests.delete(guest);
      this.#listening = undefined;
      throw reason;
    }
  }

  /** Stops listening for this guest; after the last one connections are refused. */
  leave(guest: FixedPortGuest): void {
    if (!this.#guests.delete(guest) || this.#guests.size > 0) return;
    const closing = this.#listening;
    this.#listening = undefined;
    void closing?.then((server) => server.close());
  }

  /**
   * Reserves the port for this run until disposal, so that two runs do not disturb each other; undefined if another program
   * has it. A datagram socket of the same number is the lock, which ends with the process.
   */
  async reserve(patienceMs = PATIENCE_MS): Promise<Disposable | undefined> {
    if (process.platform !== 'linux') return undefined;
    for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
      const lock = await this.#lock();
      if (lock !== undefined) {
        if (await this.#isFree()) return lock;
        lock[Symbol.dispose]();
      }
      if (waitedMs >= patienceMs) return undefined;
      await delay(PAUSE_MS);
    }
  }

  async #lock(): Promise<Disposable | undefined> {
    const socket = createSocket('udp4');
    try {
      socket.bind({ port: this.port, address: ADDRESS, exclusive: true });
      await once(socket, 'listening');
    } catch {
      socket.close();
      return undefined;
    }
    socket.unref();
    return { [Symbol.dispose]: () => socket.close() };
  }

  async #isFree(): Promise<boolean> {
    try {
      const server = await this.#listen();
      server.close();
      return true;
    } catch {
      return false;
    }
  }

  /** Gives a connection to the guest that owns it, or closes it. */
  async #welcome(socket: Socket): Promise<void> {
    for (let look = 1; look <= LOOKS; look += 1) {
      if (look > 1) await delay(BETWEEN_LOOKS_MS);
      const guest = [...this.#guests].find((one) => one.owns(socket.remotePort ?? 0));
      if (guest !== undefined) {
        guest.accept(socket.resume());
        return;
      }
    }
    socket.destroy();
  }

  async #listen(): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      socket.on('error', () => {});
      void this.#welcome(socket);
    });
    server.listen(this.port, ADDRESS);
    await once(server, 'listening');
    server.on('error', () => {});
    return server;
  }
}

/** The one that the documentation's example address names. */
export const fixedPort = new FixedPort(9001);
