import { createServer, type Server, type Socket } from 'node:net';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';

/** A loopback server that a runtime has no business with. It answers like a web server that has nothing to give. */
export class Trap implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #arrivals: string[] = [];
  #watched: Sandbox | undefined;

  private constructor() {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async open(): Promise<Trap> {
    const trap = new Trap();
    await new Promise<void>((resolve, reject) => {
      trap.#server.once('error', reject);
      trap.#server.listen(0, '127.0.0.1', resolve);
    });
    return trap;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** The first line of everything that came. */
  get arrivals(): readonly string[] {
    return this.#arrivals;
  }

  /** What arrives from now on is noted in the trace of this sandbox, where it can be waited for. */
  watch(sandbox: Sandbox): void {
    this.#watched = sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.resolve();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.once('data', (bytes: Buffer) => {
      const [line = ''] = bytes.toString('latin1').split('\r\n', 1);
      this.#arrivals.push(line.slice(0, 200));
      this.#watched?.trace.record({
        kind: 'note',
        text: `a server that is not the Runtime API got: ${line}`,
      });
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
  }
}
