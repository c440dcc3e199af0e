/**
 * One request to the Runtime API and its reply, over a kept connection.
 *
 * Made of `node:http`, because `fetch` gives up after 300 s without headers and `next` may take hours. There is no
 * timeout anywhere: frozen time would count against it.
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
  /** By lower-case name, every value by itself. */
  readonly headers: NodeJS.Dict<string[]>;
  readonly body: Buffer;
  /** Whether the body came to its announced end. */
  readonly complete: boolean;
}

/** The connection broke, or none came about, before there was a reply. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** Whether the connection was an older one that died while idle, after a freeze for instance. */
  readonly wasKept: boolean;

  constructor(message: string, wasKept: boolean, options: ErrorOptions) {
    super(message, options);
    this.wasKept = wasKept;
  }
}

/** The headers of an invocation may take 1 MB by themselves; Node refuses more than 16 KiB unless told otherwise. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/** A way to one host and port. A new connection looks the host name up again. */
export class Exchange {
  readonly #host: string;
  readonly #port: number;
  // One connection at most: the runtime never has two things to say at once.
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /** Sends a request, and once more over a new connection if the kept one turns out to be dead. */
  async send(request: Request): Promise<Reply> {
    try {
      return await this.#sendOnce(request);
    } catch (error) {
      const again = error instanceof ConnectionLost && error.wasKept && request.signal?.aborted !== true;
      if (!again) throw error;
      return this.#sendOnce(request);
    }
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
    // A 413 may come before the body has been taken; the rest of it must not block the one connection.
    if (!outgoing.writableFinished) outgoing.destroy();
    return reply;
  }
}

/** Reads a reply to its end, so that the connection can be used again. */
async function readReply(incoming: http.IncomingMessage): Promise<Reply> {
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
