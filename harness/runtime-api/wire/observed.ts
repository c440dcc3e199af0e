import type { ObservedBody } from '../../trace/entry.ts';

/** A body of this length, of which these bytes are kept. */
export function observed(bytes: Buffer, length = bytes.length): ObservedBody {
  return { length, bytes, cut: bytes.length < length };
}
