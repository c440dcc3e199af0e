import type { Catalogue, Requirement } from '../requirement.ts';
import type { Deviation } from '../run.ts';
import type { Finding, TestRecord } from '../test-record.ts';
import type { GradeInput } from './grade-input.ts';

/** The first finding of a deviation, and its record. */
export interface FirstSeen {
  readonly finding: Finding;
  readonly record: TestRecord;
}

/** One deviation per requirement and code; the first finding is the evidence, the others are counted. */
export function collectDeviations({ catalogue, selected, profiles, records }: GradeInput): {
  readonly deviations: Deviation[];
  readonly evidence: ReadonlyMap<string, FirstSeen>;
} {
  // A wire rule judges every trace; findings on requirements that do not apply or are excluded are dropped.
  const judgeable = selected.filter((id) => applies(profiles, catalogue[id]));
  const order = new Map(judgeable.map((id, index) => [id, index]));
  const groups = new Map<string, FirstSeen & { times: number }>();
  for (const record of records) {
    for (const finding of record.findings) {
      if (!order.has(finding.requirement)) continue;
      const key = `${finding.requirement}/${finding.code}`;
      const group = groups.get(key);
      const times = finding.times ?? 1;
      if (group === undefined) groups.set(key, { finding, record, times });
      else group.times += times;
    }
  }
  const sorted = [...groups.values()].toSorted(
    (a, b) =>
      (order.get(a.finding.requirement) ?? 0) - (order.get(b.finding.requirement) ?? 0) ||
      a.finding.code.localeCompare(b.finding.code, 'en'),
  );
  return {
    deviations: sorted.map(({ finding, record, times }, index) => ({
      key: keyOf(index),
      requirement: finding.requirement,
      code: finding.code,
      level: catalogue[finding.requirement]?.level ?? 'MAY',
      message: sentenceOf(catalogue, finding),
      expected: finding.expected,
      actual: finding.actual,
      test: record.test,
      times,
      case: null,
      counterexample: finding.counterexample ?? null,
      replay: null,
      trace: finding.trace,
      output: finding.output,
      ...(finding.exchange === undefined ? {} : { exchange: finding.exchange }),
      expectedBecause: null,
    })),
    evidence: new Map(sorted.map((group, index) => [keyOf(index), group])),
  };
}

function keyOf(index: number): string {
  return `d${index + 1}`;
}

function applies(profiles: readonly string[], requirement: Requirement | undefined): boolean {
  return (
    requirement !== undefined && profiles.includes(requirement.profile) && requirement.excluded === undefined
  );
}

/** The catalogue's sentence for a code, or the code itself where the catalogue lacks it. */
export function sentenceOf(
  catalogue: Catalogue,
  { requirement, code }: Pick<Finding, 'requirement' | 'code'>,
): string {
  return catalogue[requirement]?.deviations?.[code] ?? code;
}
