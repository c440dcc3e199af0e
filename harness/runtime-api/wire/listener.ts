import { createServer, type Server, type Socket } from 'node:net';
import { noteDescriptor, noteShortage } from '../../process/machine/shortage-log.ts';
import type { Closing } from '../invocations/faults.ts';
import { Connection } from './connection.ts';
import type { ConnectionHost, Wire } from './exchange.ts';
import { fixedPort, type FixedPortGuest } from './fixed-port.ts';
import { HeldPort } from './held-port.ts';

/** The maximum number of connections of one runtime. */
const MAXIMUM_CONNECTIONS = 4096;

/** The sockets of one server: listening ones on every address of its host, all at one port, and the accepted ones. */
export class Listener {
  readonly #host: string;
  readonly #wire: Wire;
  readonly #server: ConnectionHost;
  readonly #connections = new Set<Connection>();
  readonly #whenDrained: (() => void)[] = [];
  #port: number;
  #listening: Server[] = [];
  #held: HeldPort[] = [];
  #accepted = 0;
  /** Set if it also listens at the fixed port. */
  readonly #guest: FixedPortGuest | undefined;

  constructor(host: string, port: number, wire: Wire, server: ConnectionHost, owns?: FixedPortGuest['owns']) {
    this.#host = host;
    this.#port = port;
    this.#wire = wire;
    this.#server = server;
    if (owns !== undefined) this.#guest = { owns, accept: (socket) => this.#accept(socket, true) };
  }

  /** Host and port, without a scheme. */
  get address(): string {
    return `${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get listening(): boolean {
    return this.#listening.length > 0;
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** Listens (again) on its port, which is a free one at first. */
  async listen(): Promise<void> {
    for (const address of addressesOf(this.#host)) {
      const server = createServer({ allowHalfOpen: true, pauseOnConnect: false });
      server.on('connection', (socket) => this.#accept(socket));
      try {
        await listening(server, address, this.#port);
      } catch (reason) {
        // A machine without IPv6 still has `localhost`.
        if (address === '::1') continue;
        throw reason;
      }
      this.#port = portOf(server);
      this.#listening.push(server);
    }
    if (this.#guest !== undefined) await fixedPort.enter(this.#guest);
    this.#release();
  }

  /** Stops listening and ends every connection. The port stays reserved, and connections are refused. */
  gone(closing: Closing): void {
    this.#held = this.#listening.map((server) => new HeldPort(server));
    this.#listening = [];
    this.#leaveFixedPort();
    for (const connection of this.#connections) connection.close(closing);
  }

  /** Stops listening, ends every connection and releases the port. */
  close(): void {
    for (const server of this.#listening) server.close();
    this.#listening = [];
    this.#leaveFixedPort();
    this.#release();
    for (const connection of this.#connections) connection.close('reset');
  }

  /** Resolves when no connection is open. */
  async drained(): Promise<void> {
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenDrained.push(resolve);
    });
  }

  /** A connection has ended. */
  forget(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) for (const resolve of this.#whenDrained.splice(0)) resolve();
  }

  #leaveFixedPort(): void {
    if (this.#guest !== undefined) fixedPort.leave(this.#guest);
  }

  #accept(socket: Socket, atFixedPort = false): void {
    noteDescriptor(descriptorOf(socket));
    if (this.#connections.size >= MAXIMUM_CONNECTIONS) {
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    this.#accepted += 1;
    this.#server.opened(socket.remotePort ?? 0);
    this.#connections.add(new Connection(this.#accepted, socket, this.#wire, this.#server, atFixedPort));
  }

  #release(): void {
    for (const port of this.#held) port.release();
    this.#held = [];
  }
}

/** The number of its descriptor; Node has no public name for it. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  const descriptor: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  return typeof descriptor === 'number' ? descriptor : -1;
}

function addressesOf(host: string): string[] {
  if (host === 'localhost') return ['127.0.0.1', '::1'];
  return [host === '0.0.0.0' ? '127.0.0.1' : host];
}

function listening(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      // Accepting can fail later, for example without a free descriptor; the runtime then sees a closed connection.
      server.on('error', noteShortage);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
