import { leftOpen, type TestRecord } from '../run/test-record.ts';

/** The record of a test during which the machine lacked something: what seemed to deviate is left open. */
export function underShortage(record: TestRecord, shortage: string | undefined): TestRecord {
  const { findings, notJudged, unconfirmed: _, warnings, ...rest } = record;
  if (shortage === undefined) return record;
  const reason = `The machine lacked something meanwhile. ${shortage}`;
  const open = new Set(findings.map(({ requirement }) => requirement));
  return {
    ...rest,
    findings: [],
    notJudged: [...notJudged, ...leftOpen(open, reason)],
    warnings: [...new Set([...warnings, shortage])],
  };
}
