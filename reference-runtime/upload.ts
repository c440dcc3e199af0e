/**
 * A POST whose body is sent piece by piece while the handler runs, for a streamed response.
 *
 * It has a connection of its own, which ends with it. The connection may break, and the service may answer before the
 * end; from then on pieces are dropped, so that the handler can run to its end.
 */
import type http from 'node:http';
import { ConnectionLost, readReply, type Reply } from './exchange.ts';

export class Upload {
  readonly #outgoing: http.ClientRequest;
  readonly #reply: Promise<Reply>;
  #over = false;
  #release: () => void = () => {};

  constructor(outgoing: http.ClientRequest) {
    this.#outgoing = outgoing;
    this.#reply = new Promise((resolve, reject) => {
      outgoing.on('response', (incoming) => {
        this.#stop();
        resolve(readReply(incoming));
      });
      outgoing.on('error', (cause) =>
        reject(new ConnectionLost(cause.message || cause.name, false, { cause })),
      );
      outgoing.on('close', () => this.#stop());
    });
    // A break is reported at the end; until then it is not an unhandled rejection.
    this.#reply.catch(() => {});
    // The head leaves before the first piece.
    outgoing.flushHeaders();
  }

  /** Sends a piece. Resolves when it has left the process, so that a slow reader slows the handler down. */
  async write(piece: Uint8Array): Promise<void> {
    // An empty chunk would end the body.
    if (this.#over || piece.byteLength === 0) return;
    await new Promise<void>((resolve) => {
      this.#release = resolve;
      this.#outgoing.write(piece, () => resolve());
    });
  }

  /**
   * Ends the body, with trailers if there are any, and returns the reply of the service.
   *
   * @throws {ConnectionLost} if the connection broke before the reply.
   */
  async end(trailers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    try {
      if (!this.#over) {
        this.#over = true;
        this.#outgoing.addTrailers(trailers);
        this.#outgoing.end();
      }
      return await this.#reply;
    } finally {
      this.#outgoing.destroy();
    }
  }

  #stop(): void {
    this.#over = true;
    this.#release();
  }
}
