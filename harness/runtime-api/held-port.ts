import { createConnection, type Socket } from 'node:net';

/**
 * A port on which nobody listens and which nobody else is given. Whoever connects is refused; but as long as the port is
 * connected to itself, a server that asks the system for any free port gets another one. Without it a second sandbox may
 * come to listen where the runtime of the first still calls.
 */
export class HeldPort {
  readonly #connection: Socket;

  /** @param address an IP address of this machine on which nobody listens at `port` any more */
  constructor(address: string, port: number) {
    this.#connection = createConnection({ host: address, port, localAddress: address, localPort: port });
    // Where the system does not connect a port to itself, it is free, as it would be without us.
    this.#connection.on('error', () => {});
  }

  release(): void {
    this.#connection.resetAndDestroy();
  }
}
