import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Entry } from '../../harness/trace/entry.ts';
import type { Trace } from '../../harness/trace/trace.ts';

/** A token is short; what sends more is not a handler of ours. */
const TOKEN_BYTES = 200;

/**
 * Holds handlers until the test lets them finish: the action `hold` of the probe function connects, names its token, and
 * waits for the end of the connection. So a test knows which handlers run, without a clock.
 */
export class HandlerGate implements AsyncDisposable {
  readonly #server: Server;
  readonly #held = new Map<string, Socket>();
  #isOpen = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Opens a gate that notes each arrival in a trace. */
  static async open(trace: Trace): Promise<HandlerGate> {
    const server = createServer();
    const gate = new HandlerGate(server);
    server.on('connection', (socket) => gate.#admit(socket, trace));
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return gate;
  }

  /** The `host:port` that the event names. */
  get address(): string {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens at a port
    const { address, port } = this.#server.address() as AddressInfo;
    return `${address}:${port}`;
  }

  /** The tokens of the handlers that wait. */
  get held(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Lets a handler finish. */
  release(token: string): void {
    this.#held.get(token)?.end();
    this.#held.delete(token);
  }

  /** Lets all handlers finish, also those that come later. */
  releaseAll(): void {
    this.#isOpen = true;
    for (const token of this.held) this.release(token);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.releaseAll();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #admit(socket: Socket, trace: Trace): void {
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const [token = '', ...rest] = text.split('\n');
      if (rest.length > 0 && !this.#held.has(token)) {
        this.#held.set(token, socket);
        trace.record({ kind: 'note', text: arrival(token) });
        if (this.#isOpen) this.release(token);
      } else if (text.length > TOKEN_BYTES) {
        socket.destroy();
      }
    });
  }
}

/** Whether an entry says that the handler with this token runs. */
export function isArrival(entry: Entry, token: string): boolean {
  return entry.kind === 'note' && entry.text === arrival(token);
}

function arrival(token: string): string {
  return `the handler of ${token} runs`;
}
