import type { TestRecord } from '../run/test-record.ts';

/** Our data in vitest's `meta`, visible to the reporter and to a listing. */
export interface SuiteMeta {
  /** The requirements a test judges; set before it runs. */
  requirements?: readonly string[];
  /** The record of the test. */
  record?: TestRecord;
}

/** Gives vitest's `meta` our type. */
export function suiteMeta(meta: object): SuiteMeta {
  return meta;
}
