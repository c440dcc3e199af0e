/**
 * The conversation of one sandbox as plain data, turn by turn: what a script needs to play the side of Lambda again and to
 * see whether the runtime does the same.
 */
import type { RawHeaders } from '../base/headers.ts';

/** Bytes: as text where they are UTF-8, packed where they are many. */
export type Bytes = string | { readonly base64: string } | { readonly deflated: string };

/** What the runtime does. */
export type RuntimeTurn =
  | {
      readonly runtime: 'request';
      /** Counted from 1, in the order in which requests begin. */
      readonly request: number;
      readonly endpoint: string;
      readonly method: string;
      readonly path: string;
      /** The headers to compare. */
      readonly headers: RawHeaders;
      /** How much of it the service reads: all, these bytes of its body, or what came before the runtime broke off. */
      readonly read: 'whole' | 'broken off' | number;
      readonly body: Bytes | { readonly length: number; readonly sha256: string };
    }
  | { readonly runtime: 'disconnect'; readonly request: number }
  | { readonly runtime: 'exit'; readonly code?: number; readonly signal?: string; readonly output: boolean }
  | { readonly runtime: 'silent'; readonly ms: number };

/** What Lambda does, some time after the turn before it. */
export type ServiceTurn = { readonly afterMs?: number } & (
  | {
      readonly service: 'reply';
      readonly to: number;
      readonly status: number;
      readonly headers: RawHeaders;
      readonly body: Bytes;
      readonly pieces?: readonly ({ readonly bytes: Bytes } | { readonly pauseMs: number })[];
    }
  | { readonly service: 'close'; readonly to: number; readonly how: 'end' | 'reset' }
  | { readonly service: 'signal'; readonly signal: string }
  | { readonly service: 'freeze' | 'thaw' | 'gone' | 'listen' }
  | { readonly service: 'fault'; readonly fault: string }
);

/** A conversation, and how the runtime was started. */
export interface Conversation {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly turns: readonly (RuntimeTurn | ServiceTurn)[];
}

/**
 * The conversation that shows a deviation, or a sentence that says why a script cannot decide it: up to the place that shows
 * it, and as a whole, which shows what is missing after that place.
 */
export interface Recorded {
  readonly requirement: string;
  readonly code: string;
  readonly conversations: readonly (Conversation | string)[];
}
