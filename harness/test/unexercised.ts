/** What a test declared to cover and never exercised. Pure. */
import type { TestRecord } from '../run/test-record.ts';

/** The record with an inconclusive verdict for each of `requirements` that neither the test nor a wire rule observed. */
export function withUnexercised(record: TestRecord, requirements: readonly string[]): TestRecord {
  const judged = new Set(record.notJudged.map(({ requirement }) => requirement));
  const unseen = requirements.filter((id) => (record.observations[id] ?? 0) === 0 && !judged.has(id));
  const ending = record.findings.find(({ requirement }) => !unseen.includes(requirement));
  const reason =
    ending === undefined
      ? 'The test that covers this requirement never exercised it.'
      : `The test that covers this requirement ended with a deviation from ${ending.requirement} before it.`;
  return {
    ...record,
    notJudged: [
      ...record.notJudged,
      ...unseen.map((requirement) => ({ requirement, verdict: 'inconclusive' as const, reason })),
    ],
  };
}
