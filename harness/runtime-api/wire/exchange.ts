import type { ExchangeId } from '../../trace/entry.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Fault, FaultPlan } from '../invocations/faults.ts';
import type { Reception } from '../protocol/model.ts';
import type { Route } from '../protocol/routes.ts';
import type { Connection } from './connection.ts';
import type { ReplyGuard } from './reply-guard.ts';
import type { RequestHead } from './request-parser.ts';

/** A request and the reply it is owed. */
export interface Exchange {
  readonly id: ExchangeId;
  readonly connection: Connection;
  readonly head: RequestHead;
  readonly route: Route;
  readonly faults: readonly Fault[];
  /** What the state machine said to the head of the request; undefined where it was not asked. */
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
  /** How many requests have arrived on all of them. */
  exchanges: number;
}

/** What a connection tells the server. */
export interface ConnectionHost {
  /** The head of a request arrived. */
  request(exchange: Exchange): void;
  /** A request arrived whole and awaits `connection.reply`. */
  body(exchange: Exchange): void;
  /** The upload broke off, or the runtime left before the reply. */
  lost(exchange: Exchange): void;
  closed(connection: Connection): void;
}
