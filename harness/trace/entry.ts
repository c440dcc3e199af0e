import type { RawHeaders } from '../base/headers.ts';
import type { ProtocolProblem } from './protocol-problem.ts';

export type { ProtocolProblem };

/**
 * The closed union of everything that can be observed in one sandbox.
 *
 * One list holds all of it (requests, replies, connections, process events, output, injected faults), in order of
 * occurrence, so "what happened first" always has an answer. Entries are plain data: they survive JSON and a worker boundary.
 */

/** A number per accepted connection, counted from 1 in each sandbox. */
export type ConnectionId = number;

/** A number per request received, counted from 1 in each sandbox; replies carry the number of their request. */
export type ExchangeId = number;

/** The endpoints of the Runtime API; `other` for every other path. */
export type Endpoint =
  | 'next'
  | 'response'
  | 'error'
  | 'init-error'
  | 'restore-next'
  | 'restore-error'
  | 'extension-register'
  | 'extension-next'
  | 'ping'
  | 'logs'
  | 'telemetry'
  | 'credentials'
  | 'metadata'
  | 'other';

/** A body as observed. Long bodies are truncated, so that memory stays bounded. */
export interface ObservedBody {
  /** Bytes received after decoding the transfer coding. */
  readonly length: number;
  /** The bytes kept, from the start of the body. */
  readonly bytes: Buffer;
  /** Whether `bytes` is truncated. */
  readonly cut: boolean;
  /** The digest of the whole body, in hex: of chunked bodies only. */
  readonly sha256?: string;
}

/** When a part of a chunked body arrived. */
export interface Arrival {
  readonly at: number;
  /** Bytes of the body that had arrived then. */
  readonly bytes: number;
}

/** How a request body was delimited on the wire. */
export interface Framing {
  readonly kind: 'none' | 'content-length' | 'chunked';
  /** Sizes of the first 1,000 chunks, without the last (empty) one. */
  readonly chunks?: readonly number[];
}

interface EntryBase {
  /** Milliseconds since the sandbox was opened, on a monotonic clock. */
  readonly at: number;
}

/** The bootstrap process was spawned. */
export interface RuntimeStarted extends EntryBase {
  readonly kind: 'runtime-started';
  readonly pid: number;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
}

/** The bootstrap process ended, or could not be started. */
export interface RuntimeExited extends EntryBase {
  readonly kind: 'runtime-exited';
  readonly exit: RuntimeExit;
}

/** How a process ended. `forced` says that the harness sent the signal. */
export type RuntimeExit =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string; readonly forced: boolean }
  | { readonly kind: 'failed-to-start'; readonly code: string; readonly message: string };

/** The harness sent a signal to the process group. */
export interface SignalSent extends EntryBase {
  readonly kind: 'signal-sent';
  readonly signal: string;
  readonly reason: string;
}

/** The process group was stopped (SIGSTOP), as Lambda freezes an idle environment. */
export interface Frozen extends EntryBase {
  readonly kind: 'frozen';
}

/** The process group was resumed (SIGCONT). */
export interface Thawed extends EntryBase {
  readonly kind: 'thawed';
}

/** Bytes written by the process group to stdout or stderr, or lines that a worker sent to the log socket instead. */
export interface Output extends EntryBase {
  readonly kind: 'output';
  readonly stream: 'stdout' | 'stderr';
  /** The connection to the log socket, counted from 1 in each sandbox: then these are whole lines. */
  readonly logConnection?: number;
  /** The bytes kept: all of them, unless the runtime floods its output. */
  readonly bytes: Buffer;
  /** Number of bytes written. */
  readonly length: number;
}

/** A resource sample of the bootstrap process and its descendants. */
export interface Sampled extends EntryBase {
  readonly kind: 'sampled';
  readonly sample: ResourceSample;
}

/** Resource use of a process group; `null` where the platform does not offer the figure. */
export interface ResourceSample {
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly processes: number;
  readonly temporaryFiles?: number; // absent where the sandbox has no /tmp of its own
}

/** A connection to the Runtime API server was accepted. */
export interface ConnectionOpened extends EntryBase {
  readonly kind: 'connection-opened';
  readonly connection: ConnectionId;
  /** Whether it came to port 9001, which the environment of the bootstrap does not name. */
  readonly atFixedPort?: boolean;
}

/** A connection ended; `by` says who ended it. */
export interface ConnectionClosed extends EntryBase {
  readonly kind: 'connection-closed';
  readonly connection: ConnectionId;
  readonly by: 'runtime' | 'server';
  readonly how: 'end' | 'reset';
  /** The request without a reply when the runtime disconnected. */
  readonly pending?: ExchangeId;
}

/** The head of a request arrived: request line and headers. Recorded before it is judged or answered. */
export interface RequestReceived extends EntryBase {
  readonly kind: 'request';
  readonly exchange: ExchangeId;
  readonly connection: ConnectionId;
  readonly endpoint: Endpoint;
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  /** The version as sent, for example `HTTP/1.1`. */
  readonly version: string;
  readonly headers: RawHeaders;
  /** Bytes of the head, request line and final blank line included. */
  readonly headBytes: number;
  /** The id in the path of a result POST, percent-decoded. */
  readonly requestId?: string;
  /** Set when bytes of this request arrived before the previous reply on the connection was complete. */
  readonly pipelined: boolean;
}

/** The body of a request arrived completely. Follows the `request` entry of the same exchange. */
export interface RequestCompleted extends EntryBase {
  readonly kind: 'request-body';
  readonly exchange: ExchangeId;
  readonly framing: Framing;
  readonly body: ObservedBody;
  readonly trailers: RawHeaders;
  /** Of chunked bodies, the first 1,000 times at which bytes arrived. */
  readonly arrivals?: readonly Arrival[];
}

/** A request ended before its body was complete. */
export interface RequestAborted extends EntryBase {
  readonly kind: 'request-aborted';
  readonly exchange: ExchangeId;
  readonly received: number;
}

/** Bytes that are not a well-formed HTTP/1.1 request. */
export interface ProtocolViolated extends EntryBase {
  readonly kind: 'protocol-problem';
  readonly connection: ConnectionId;
  readonly exchange?: ExchangeId;
  readonly problem: ProtocolProblem;
  /** The first bytes received, at most 200. */
  readonly sample: Buffer;
}

/** The head of a reply left the server. */
export interface ReplySent extends EntryBase {
  readonly kind: 'reply';
  readonly exchange: ExchangeId;
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: ObservedBody;
  /** The state of the model after this exchange, as spec.md A.6 names it. */
  readonly state: string;
  /** The bytes in the pieces in which they leave, with pauses: only where a fault shapes the reply. */
  readonly pieces?: readonly ReplyPiece[];
}

/** Bytes written at once, or a pause. */
export type ReplyPiece = { readonly bytes: Buffer } | { readonly pauseMs: number };

/** The last byte of a reply was handed to the operating system. */
export interface ReplyCompleted extends EntryBase {
  readonly kind: 'reply-completed';
  readonly exchange: ExchangeId;
}

/** An invocation was queued by a test; it is delivered by a later `reply` to a `next`. */
export interface InvocationQueued extends EntryBase {
  readonly kind: 'invocation-queued';
  readonly invocation: number;
  readonly requestId: string;
}

/** A reply to `next` that carries an invocation is about to be sent. Immediately precedes its `reply`. */
export interface InvocationDelivered extends EntryBase {
  readonly kind: 'invocation-delivered';
  readonly invocation: number;
  readonly requestId: string;
  readonly exchange: ExchangeId;
  /** Whether a correct runtime posts exactly one outcome: event complete, id usable, no request to end the process. */
  readonly settleable: boolean;
  /** Whether a correct runtime settles it or ends its process: a poll without an outcome loses the invocation in any case. */
  readonly mayEnd?: boolean;
}

/** A wait of the harness timed out. */
export interface WaitExpired extends EntryBase {
  readonly kind: 'wait-expired';
  readonly awaited: string;
  readonly limitMs: number;
  /** The invocation whose outcome was awaited, if any. */
  readonly invocation?: number;
  /** Why it proves nothing about the runtime, as a sentence, if the machine was too busy. */
  readonly starved?: string;
}

/** The Runtime API server misbehaves on purpose. */
export interface FaultInjected extends EntryBase {
  readonly kind: 'fault';
  readonly exchange?: ExchangeId;
  readonly connection?: ConnectionId;
  /** What was done, as a phrase. */
  readonly fault: string;
  /** The kind of a fault that changes how the request is read. */
  readonly reading?: 'no-continue' | 'read-slowly' | 'stall' | 'answer-in-body';
}

/** The server stopped listening or started again. */
export interface ServerSwitched extends EntryBase {
  readonly kind: 'server';
  readonly state: 'listening' | 'gone' | 'overflow';
}

/** A remark of the test. */
export interface Note extends EntryBase {
  readonly kind: 'note';
  readonly text: string;
}

export type Entry =
  | RuntimeStarted
  | RuntimeExited
  | SignalSent
  | Frozen
  | Thawed
  | Output
  | Sampled
  | ConnectionOpened
  | ConnectionClosed
  | RequestReceived
  | RequestCompleted
  | RequestAborted
  | ProtocolViolated
  | ReplySent
  | ReplyCompleted
  | InvocationQueued
  | InvocationDelivered
  | WaitExpired
  | FaultInjected
  | ServerSwitched
  | Note;

/** An entry without its time, as passed to the recorder. */
export type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never;

export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;
