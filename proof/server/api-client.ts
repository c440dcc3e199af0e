import { connect, type Socket } from 'node:net';
import { takeReply, type Reply } from './reply-parser.ts';

/** One kept-alive connection to a Runtime API: sends bytes, parses replies strictly. */
export class ApiClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #onChange: () => void;
  readonly replies: Reply[] = [];
  #unread = Buffer.alloc(0);
  #closed = false;
  #fault: Error | undefined;

  private constructor(socket: Socket, onChange: () => void) {
    this.#socket = socket;
    this.#onChange = onChange;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    for (const event of ['end', 'error', 'close'] as const) socket.on(event, () => this.#close());
  }

  /** Connects. `onChange` is called at every reply and when the connection ends. */
  static async connect(host: string, port: number, onChange: () => void): Promise<ApiClient> {
    const socket = connect({ host, port, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new ApiClient(socket, onChange);
  }

  /** Whether the other side has ended the connection. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The first protocol error in the received bytes, if any. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  /** Received bytes that are not yet a complete reply. */
  get unreadBytes(): number {
    return this.#unread.length;
  }

  /** Sends bytes in pieces cut at these fractions, each written before the next. */
  async send(bytes: Buffer, cuts: readonly number[] = []): Promise<void> {
    const marks = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].toSorted(
      (a, b) => a - b,
    );
    let sent = 0;
    for (const mark of marks) {
      if (mark === sent || this.#closed) continue;
      this.#socket.write(bytes.subarray(sent, mark));
      sent = mark;
      if (sent < bytes.length) await new Promise(setImmediate);
    }
  }

  /** Closes the connection at any time, with an orderly end or a reset. */
  leave(how: 'end' | 'reset'): void {
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await Promise.resolve();
  }

  #take(bytes: Buffer): void {
    if (this.#fault !== undefined) return;
    this.#unread = Buffer.concat([this.#unread, bytes]);
    try {
      for (let taken = takeReply(this.#unread); taken !== undefined; taken = takeReply(this.#unread)) {
        this.#unread = Buffer.from(taken.rest);
        this.replies.push(taken.reply);
      }
    } catch (reason) {
      this.#fault = reason instanceof Error ? reason : new Error(String(reason));
    }
    this.#onChange();
  }

  #close(): void {
    this.#closed = true;
    this.#onChange();
  }
}
