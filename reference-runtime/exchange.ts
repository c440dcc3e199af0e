/**
 * One request to the Runtime API and its reply, over a kept-alive connection.
 *
 * Uses `node:http`, because `fetch` times out after 300 s without headers and `next` can take hours. It sets no
 * timeout: the time while the process is frozen would count.
 */
import http from 'node:http';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  /** By lower-case name, one string per value. */
  readonly headers: NodeJS.Dict<string[]>;
  readonly body: Buffer;
  /** Whether the body arrived completely. */
  readonly complete: boolean;
}

/** The connection could not be opened, or it broke before the reply. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** Whether the connection was a reused one: it may have died while idle, for example during a freeze. */
  readonly wasKept: boolean;

  constructor(message: string, wasKept: boolean, options: ErrorOptions) {
    super(message, options);
    this.wasKept = wasKept;
  }
}

/** The headers of an invocation can take 1 MB; Node refuses more than 16 KiB by default. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/** A client for one host and port. Each new connection resolves the host name again. */
export class Exchange {
  readonly #host: string;
  readonly #port: number;
  // One connection is enough: the runtime never has two requests in flight.
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /** Sends a request. If the kept-alive connection turns out to be dead, sends it once more over a new one. */
  async send(request: Request): Promise<Reply> {
    try {
      return await this.#sendOnce(request);
    } catch (error) {
      const again = error instanceof ConnectionLost && error.wasKept && request.signal?.aborted !== true;
      if (!again) throw error;
      return this.#sendOnce(request);
    }
  }

  /** Closes the connections; the next request opens a new one. */
  disconnect(): void {
    this.#agent.destroy();
  }

  /** Begins a request whose body follows piece by piece, on a connection of its own. */
  open(request: Request): http.ClientRequest {
    // Without an agent Node sends `Connection: close`.
    return http.request({ ...request, host: this.#host, port: this.#port, agent: false });
  }

  async #sendOnce({ body, headers, ...request }: Request): Promise<Reply> {
    const outgoing = http.request({
      ...request,
      // Without a length Node would send the body in chunks.
      headers: body === undefined ? headers : { ...headers, 'Content-Length': String(body.byteLength) },
      host: this.#host,
      port: this.#port,
      agent: this.#agent,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    const incoming = await new Promise<http.IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve);
      outgoing.on('error', (cause) =>
        reject(new ConnectionLost(cause.message || cause.name, outgoing.reusedSocket, { cause })),
      );
      outgoing.end(body);
    });
    const reply = await readReply(incoming);
    // A 413 can arrive before the whole body is sent; the rest must not block the only connection.
    if (!outgoing.writableFinished) outgoing.destroy();
    return reply;
  }
}

/** Reads a reply to its end, so that the connection can be used again. */
export async function readReply(incoming: http.IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    // The status has arrived; `complete` says that the body has not.
  }
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headersDistinct,
    body: Buffer.concat(chunks),
    complete: incoming.complete,
  };
}
