import type { ExchangeId } from '../../trace/entry.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Fault, FaultPlan } from '../invocations/faults.ts';
import type { Call, Reception } from '../protocol/model.ts';
import type { Route } from '../protocol/routes.ts';
import type { Connection } from './connection.ts';
import type { ReplyGuard } from './reply-guard.ts';
import type { RequestHead } from './request-parser.ts';

/** A request that gets one reply. */
export interface Exchange {
  readonly id: ExchangeId;
  readonly connection: Connection;
  readonly head: RequestHead;
  readonly route: Route;
  /** The request as the state machine sees it; undefined for the routes that have no state. */
  readonly call: Call | undefined;
  faults: readonly Fault[];
  /** The decision of the state machine about the head; undefined if it was bypassed. */
  reception: Reception | undefined;
  bodyBytes: number;
  replied: boolean;
}

/** What the connections of one server share. */
export interface Wire {
  readonly trace: () => Trace;
  /** The state of the model. */
  readonly phase: () => string;
  readonly guard: ReplyGuard;
  readonly faults: FaultPlan;
  /** Number of requests on all of them. */
  exchanges: number;
}

/** The callbacks of a connection. */
export interface ConnectionHost {
  /** A connection was accepted; the runtime's end of it has this port. */
  opened(peerPort: number): void;
  /** The head of a request arrived. */
  request(exchange: Exchange): void;
  /** A piece of a body. No more is read before the returned promise is fulfilled, if there is one. */
  data(exchange: Exchange, bytes: Buffer): Promise<void> | undefined;
  /** A request is complete and awaits `connection.reply`; of a long body `content` is the beginning. */
  body(exchange: Exchange, content: Buffer): void;
  /** A fault answers the request before its body is complete. */
  answered(exchange: Exchange): void;
  /** The upload broke off, or the runtime left before the reply. */
  lost(exchange: Exchange): void;
  closed(connection: Connection): void;
}
