import type { RawHeaders } from '../../base/headers.ts';
import type { Fault } from './faults.ts';

/** An event on its way to the runtime, with the headers its delivery carries. */
export interface Invocation {
  /** Counted from 1 in each sandbox. */
  readonly number: number;
  readonly requestId: string;
  /** The value of `Lambda-Runtime-Invocation-Id` that its delivery carries; undefined: none, or an empty one. */
  readonly invocationId?: string;
  readonly event: Buffer;
  readonly headers: RawHeaders;
  /** Whether a correct runtime settles it with exactly one outcome (see `invocation-delivered`). */
  readonly settleable: boolean;
  /** Whether a correct runtime may also end its process (see `invocation-delivered`). */
  readonly mayEnd?: boolean;
  /** Whether all headers are as Lambda makes them: a test chose none. */
  readonly usual?: boolean;
  /** Faults of the reply that delivers it. */
  readonly faults: readonly Fault[];
}

/** UTF-8 text as the raw bytes of a header value: one Latin-1 character per byte. */
export function headerBytes(text: string): string {
  const ascii = Buffer.byteLength(text) === text.length;
  return ascii ? text : Buffer.from(text).toString('latin1');
}
