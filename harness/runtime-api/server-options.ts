import type { Trace } from '../trace/trace.ts';
import type { ApiSettings } from './protocol/model.ts';
import type { Exchange } from './wire/exchange.ts';

/** What a Runtime API server is made for. */
export interface RuntimeApiOptions {
  readonly trace: () => Trace;
  /**
   * Loopback name or address to listen on. Default: `127.0.0.1`. `localhost` listens on IPv4 and IPv6. With `0.0.0.0` the
   * server still listens on 127.0.0.1 only; the value is just what the runtime is told.
   */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly settings?: ApiSettings;
  /** Listens at the fixed port as well, for connections that this function claims by their port (fixed-port.ts). */
  readonly ownsAtFixedPort?: (peerPort: number) => boolean;
  /** See `InvocationQueueOptions`. */
  readonly repeatPaceMs?: number;
  /** Serves several invocations at once, as on Managed Instances. Default: no. */
  readonly concurrent?: boolean;
  /**
   * Takes the bytes of a streamed response as they arrive, without chunk headers. No more is read before the returned promise
   * is fulfilled, if there is one.
   */
  readonly takeStreamed?: (upload: Exchange, bytes: Buffer) => Promise<void> | undefined;
  /** Called with the port of the runtime's end of each accepted connection. */
  readonly onConnection?: (peerPort: number) => void;
  /** Serves the restore endpoints and credentials, which exist only with SnapStart. Default: no. */
  readonly snapStart?: boolean;
}
