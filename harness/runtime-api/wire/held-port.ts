import { createConnection, type Server, type Socket } from 'node:net';

/**
 * A port on which nobody listens and which nobody else is given. Whoever connects is refused; but as long as the port is
 * connected to itself, a server that asks the system for any free port gets another one. Without it a second sandbox may
 * come to listen where the runtime of the first still calls.
 */
export class HeldPort {
  readonly #connection: Socket;

  /** Closes the listener and takes its port over. */
  constructor(listener: Server) {
    const bound = listener.address();
    if (bound === null || typeof bound === 'string') throw new Error('a listener without a port');
    const { address, port } = bound;
    listener.close();
    this.#connection = createConnection({ host: address, port, localAddress: address, localPort: port });
    // Where the system does not connect a port to itself, it is free, as it would be without us.
    this.#connection.on('error', () => {});
  }

  release(): void {
    this.#connection.resetAndDestroy();
  }
}
