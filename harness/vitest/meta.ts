import type { TestRecord } from '../run/test-record.ts';

/** What our tests carry in vitest's `meta`, visible to the reporter and to a listing. */
export interface SuiteMeta {
  /** The requirements a test judges; there before it runs. */
  requirements?: readonly string[];
  /** What it found out. */
  record?: TestRecord;
}

/** vitest leaves the shape of `meta` to its users; this is the one place that says what ours is. */
export function suiteMeta(meta: object): SuiteMeta {
  return meta;
}
