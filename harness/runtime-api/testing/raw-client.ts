/** A client for tests of the server: bytes out, bytes in, nothing normalised. */
import { connect, type Socket } from 'node:net';

export class RawClient implements AsyncDisposable {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    const close = (): void => {
      this.#closed = true;
      this.#wake();
    };
    socket.on('error', close);
    socket.on('close', close);
  }

  static async connect(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ port, host, noDelay: true });
    const client = new RawClient(socket);
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve);
      socket.once('close', () => resolve());
    });
    return client;
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  halfClose(): void {
    this.#socket.end();
  }

  /** Everything received so far, as Latin-1. */
  get text(): string {
    return this.#received.toString('latin1');
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Waits until what was received satisfies the pattern, or the connection closes. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.text) && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.text;
  }

  async untilClosed(): Promise<string> {
    return this.until(/[^\s\S]/);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await Promise.resolve();
  }
}
