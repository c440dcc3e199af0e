import { createConnection, type Server, type Socket } from 'node:net';

/**
 * Reserves a port without listening on it. Connections are refused; but while the port is connected to itself, the system
 * does not give it to another server. Otherwise a second sandbox could listen where the runtime of the first still calls.
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
    // If the system does not connect a port to itself, the port is simply free.
    this.#connection.on('error', () => {});
  }

  release(): void {
    this.#connection.resetAndDestroy();
  }
}
