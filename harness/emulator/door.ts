/** Where events come in: at the path of AWS's emulator, from this machine only. */
import { createServer, type Server, type Socket } from 'node:net';
import { DoorConnection, type EventTaker } from './door-connection.ts';

/**
 * Listens for events. It reads HTTP with the parser of the Runtime API: `node:http` costs more than all the rest of an
 * invocation.
 */
export class Door {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(take: EventTaker) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      new DoorConnection(socket, take).listen();
    });
  }

  /** Port 0 is a free one. */
  static async open(take: EventTaker, port: number): Promise<Door> {
    const door = new Door(take);
    await new Promise<void>((resolve, reject) => {
      door.#server.once('error', reject);
      door.#server.listen(port, '127.0.0.1', resolve);
    });
    return door;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Stops listening and ends every connection. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
