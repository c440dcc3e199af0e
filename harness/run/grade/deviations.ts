import { compareRanks, isDisturbed } from '../causes/scenario.ts';
import type { Catalogue, Requirement } from '../requirement.ts';
import type { Deviation } from '../run.ts';
import type { Finding, TestRecord } from '../test-record.ts';
import type { GradeInput } from './grade-input.ts';

/** The evidence of a deviation: a finding, and its record. */
export interface SeenFinding {
  readonly finding: Finding;
  readonly record: TestRecord;
}

/** One deviation per requirement and code; the finding in the simplest scenario is the evidence, the others are counted. */
export function collectDeviations({ catalogue, selected, profiles, records }: GradeInput): {
  readonly deviations: Deviation[];
  readonly evidence: ReadonlyMap<string, SeenFinding>;
} {
  // A wire rule judges every trace; findings on requirements that do not apply or are excluded are dropped.
  const judgeable = selected.filter((id) => applies(profiles, catalogue[id]));
  const order = new Map(judgeable.map((id, index) => [id, index]));
  const groups = new Map<string, SeenFinding & { times: number }>();
  for (const record of records) {
    for (const finding of record.findings) {
      if (!order.has(finding.requirement)) continue;
      const key = `${finding.requirement}/${finding.code}`;
      const group = groups.get(key);
      const times = finding.times ?? 1;
      const simplest =
        group === undefined || isSimpler({ finding, record }, group) ? { finding, record } : group;
      groups.set(key, { ...simplest, times: times + (group?.times ?? 0) });
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

/** Whether a finding is closer to ordinary traffic: without a fault of ours, in a test of its requirement, in fewer steps. */
function isSimpler(one: SeenFinding, other: SeenFinding): boolean {
  return compareRanks(exoticnessOf(one), exoticnessOf(other)) < 0;
}

function exoticnessOf({ finding, record }: SeenFinding): number[] {
  const { exchange = [], requirement } = finding;
  const covered = record.timing?.requirements.includes(requirement) === true;
  return [Number(isDisturbed(exchange)), covered ? 0 : 1, exchange.length];
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
  const sentences = catalogue[requirement]?.deviations ?? {};
  return (Object.hasOwn(sentences, code) ? sentences[code] : undefined) ?? code;
}
