import type { RawHeaders } from '../../base/headers.ts';
import type { Framing } from '../../trace/entry.ts';

/** What the header fields of a request say. */
export interface HeadFields {
  readonly headers: RawHeaders;
  readonly framing: { readonly kind: Framing['kind']; readonly length: number };
}

const KEPT_BLOCKS = 256;
/** A longer head is unusual, and would be kept in memory. */
const KEPT_HEAD_BYTES = 4096;

/**
 * Blocks of header fields in which the parser found no problem, by their text. A client sends the same ones again and
 * again: they are parsed once, and the entries of a trace share them.
 */
class KnownFields {
  readonly #blocks = new Map<string, HeadFields>();

  get(block: string): HeadFields | undefined {
    return this.#blocks.get(block);
  }

  /** @param headBytes The length of the head that it comes from. */
  add(block: string, fields: HeadFields, headBytes: number): void {
    if (headBytes > KEPT_HEAD_BYTES) return;
    if (this.#blocks.size >= KEPT_BLOCKS) this.#blocks.clear();
    this.#blocks.set(block, fields);
  }
}

export const knownFields = new KnownFields();
