/** What a test declared to cover and never exercised. Pure. */
import { leftOpen, type TestRecord } from '../run/test-record.ts';

/**
 * The record with an inconclusive verdict for each of `requirements` that neither the test nor a wire rule observed. A
 * deviation that the test `charged` may have ended it before it reached them: that is told, and what other tests saw counts.
 */
export function withUnexercised(
  record: TestRecord,
  requirements: readonly string[],
  charged: ReadonlySet<string>,
): TestRecord {
  if (charged.size > 0) return record;
  const judged = new Set(record.notJudged.map(({ requirement }) => requirement));
  const unseen = requirements.filter((id) => (record.observations[id] ?? 0) === 0 && !judged.has(id));
  const reason = 'The test that covers this requirement never exercised it.';
  return {
    ...record,
    notJudged: [...record.notJudged, ...leftOpen(unseen, reason)],
  };
}
