/** Grading: what the tests found + the catalogue -> verdicts. Pure. */
import type { BaselineUse, Deviation, RequirementResult, Run, RunVerdict, Verdict } from './run.ts';
import { applyBaseline, type DatedBaseline } from './baseline.ts';
import type { Finding, NotJudged, TestRecord } from './test-record.ts';
import type { Level, Requirement } from './requirement.ts';
import { shardOf } from './shard.ts';

export interface GradeInput {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  /** Ids to report on, in catalogue order. */
  readonly selected: readonly string[];
  readonly profiles: readonly string[];
  readonly records: readonly TestRecord[];
  readonly failOn: Level;
  /** Whether the function gave no sign that events reach it and results come back. */
  readonly opaque: boolean;
  readonly complete: boolean;
  readonly baseline?: DatedBaseline | undefined;
  /** Set for a part of a run: what it did not exercise is no reason to doubt it. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  /** Where the case of a deviation will be stored, relative to the report, and the command that replays it. */
  readonly storage: (deviation: FoundDeviation) => { readonly case: string; readonly replay: string };
}

/** A deviation with what its case needs to know. */
export interface FoundDeviation {
  readonly key: string;
  readonly requirement: string;
  readonly code: string;
  readonly test: string;
  readonly example?: string;
}

export interface Grades {
  readonly requirements: RequirementResult[];
  readonly deviations: Deviation[];
  readonly counts: Run['counts'];
  readonly verdict: RunVerdict;
  readonly reason: string | null;
  readonly baseline: BaselineUse | null;
  readonly shard?: NonNullable<Run['shard']>;
  readonly warnings: string[];
}

const judged: ReadonlySet<Verdict> = new Set([
  'conformant',
  'deviates',
  'expected-deviation',
  'unexpectedly-conformant',
]);
const rank: Readonly<Record<Level, number>> = { MUST: 3, SHOULD: 2, MAY: 1 };

export function grade(input: GradeInput): Grades {
  const collected = collectDeviations(input);
  const found = {
    deviations: collected,
    requirements: input.selected.map((id) => gradeRequirement(input, id, collected)),
  };
  const { requirements, deviations, use, warnings } =
    input.baseline === undefined
      ? { ...found, use: null, warnings: [] }
      : applyBaseline(found, input.baseline, {
          ids: Object.keys(input.catalogue),
          partial: input.shard !== undefined,
        });
  const shard = input.shard && shardOf(input.shard, requirements, input.records);
  const failing = deviations.filter((deviation) => fails(input, deviation));
  const { verdict, reason } = runVerdict(
    input,
    requirements.filter(({ id }) => shard?.unexercised.includes(id) !== true),
    failing.length,
  );
  return {
    requirements,
    deviations,
    counts: countByLevel(requirements),
    verdict,
    reason,
    // A part of a run cannot know whether an entry is stale; the merged run can.
    baseline: shard === undefined ? use : null,
    ...(shard === undefined ? {} : { shard }),
    warnings: [
      ...new Set([
        ...input.records.flatMap((record) => record.warnings),
        ...unconfirmedWarnings(input, requirements),
        ...warnings,
      ]),
    ],
  };
}

/** What was seen once, of requirements about which nothing else has been found: one that deviates is told anyway. */
function unconfirmedWarnings(input: GradeInput, requirements: readonly RequirementResult[]): string[] {
  const open = new Set(
    requirements
      .filter(({ verdict }) => verdict === 'conformant' || verdict === 'inconclusive')
      .map(({ id }) => id),
  );
  return input.records
    .flatMap(({ unconfirmed = [] }) => unconfirmed)
    .filter(({ requirement }) => open.has(requirement))
    .map(
      ({ requirement, code }) =>
        `${requirement}/${code}: seen once and not confirmed in a fresh sandbox: ${sentence(input, requirement, code)}`,
    );
}

/** One deviation per requirement and code; the first occurrence is the evidence, the others are counted. */
function collectDeviations(input: GradeInput): Deviation[] {
  const { catalogue, records, storage } = input;
  // A wire rule looks at everything; what does not apply, or is not to be judged, cannot be deviated from.
  const judgeable = input.selected.filter((id) => applies(input, catalogue[id]));
  const order = new Map(judgeable.map((id, index) => [id, index]));
  const groups = new Map<string, { finding: Finding; test: string; times: number }>();
  for (const record of records) {
    for (const finding of record.findings) {
      if (!order.has(finding.requirement)) continue;
      const key = `${finding.requirement}/${finding.code}`;
      const group = groups.get(key);
      const times = finding.times ?? 1;
      if (group === undefined) groups.set(key, { finding, test: record.test, times });
      else group.times += times;
    }
  }
  return [...groups.values()]
    .toSorted(
      (a, b) =>
        (order.get(a.finding.requirement) ?? 0) - (order.get(b.finding.requirement) ?? 0) ||
        a.finding.code.localeCompare(b.finding.code, 'en'),
    )
    .map(({ finding, test, times }, index) => {
      const key = `d${index + 1}`;
      const { requirement, code, example } = finding;
      return {
        key,
        requirement,
        code,
        level: catalogue[requirement]?.level ?? 'MAY',
        message: sentence(input, requirement, code),
        expected: finding.expected,
        actual: finding.actual,
        test,
        times,
        counterexample: finding.counterexample ?? null,
        ...storage({ key, requirement, code, test, ...(example === undefined ? {} : { example }) }),
        trace: [...finding.trace],
        output: finding.output,
        ...(finding.exchange === undefined ? {} : { exchange: [...finding.exchange] }),
        expectedBecause: null,
      };
    });
}

/** What the row of the requirement says about a code; a record of another version may have one that it lacks. */
function sentence({ catalogue }: GradeInput, requirement: string, code: string): string {
  return catalogue[requirement]?.deviations?.[code] ?? code;
}

function applies({ profiles }: GradeInput, requirement: Requirement | undefined): boolean {
  return (
    requirement !== undefined && profiles.includes(requirement.profile) && requirement.excluded === undefined
  );
}

function gradeRequirement(
  input: GradeInput,
  id: string,
  deviations: readonly Deviation[],
): RequirementResult {
  const requirement = input.catalogue[id];
  if (requirement === undefined) throw new Error(`${id} is not in the catalogue`);
  const own = deviations.filter((deviation) => deviation.requirement === id);
  const observations = input.records.reduce((sum, record) => sum + (record.observations[id] ?? 0), 0);
  const notJudged = input.records.flatMap((record) =>
    record.notJudged.filter((entry) => entry.requirement === id),
  );
  const { verdict, reason } = requirementVerdict(input, requirement, own.length, observations, notJudged);
  return {
    id,
    area: id.split('.', 1)[0] ?? id,
    level: requirement.level,
    advisory: requirement.advisory === true,
    basis: requirement.basis,
    profile: requirement.profile,
    text: requirement.text,
    source: [...requirement.source],
    cause: requirement.cause,
    verdict,
    reason,
    observations,
    deviations: own.map((deviation) => deviation.key),
  };
}

/** A proven deviation outranks an unknown, and an unknown outranks what was seen to hold elsewhere. */
function requirementVerdict(
  input: GradeInput,
  requirement: Requirement,
  deviations: number,
  observations: number,
  notJudged: readonly NotJudged[],
): { verdict: Verdict; reason: string | null } {
  if (!input.profiles.includes(requirement.profile)) {
    return { verdict: 'not-applicable', reason: `The profile ${requirement.profile} is not declared.` };
  }
  if (requirement.excluded !== undefined) return { verdict: 'excluded', reason: requirement.excluded };
  if (deviations > 0) return { verdict: 'deviates', reason: null };
  const inconclusive = notJudged.find((entry) => entry.verdict === 'inconclusive');
  if (inconclusive !== undefined) return { verdict: 'inconclusive', reason: inconclusive.reason };
  if (observations > 0) return { verdict: 'conformant', reason: null };
  const [notTestable] = notJudged;
  if (notTestable !== undefined) return { verdict: 'not-testable', reason: notTestable.reason };
  return {
    verdict: 'inconclusive',
    reason: input.complete
      ? 'Nothing in this run exercised it.'
      : 'The run was interrupted before it was judged.',
  };
}

function fails(input: GradeInput, deviation: Deviation): boolean {
  return deviation.expectedBecause === null && failsRun(input.catalogue[deviation.requirement], input.failOn);
}

/** Whether a deviation from this requirement fails a run. */
export function failsRun(
  requirement: { readonly level: Level; readonly advisory?: boolean } | undefined,
  failOn: Level,
): boolean {
  return (
    requirement !== undefined && requirement.advisory !== true && rank[requirement.level] >= rank[failOn]
  );
}

function runVerdict(
  input: GradeInput,
  requirements: readonly RequirementResult[],
  failing: number,
): { verdict: RunVerdict; reason: string | null } {
  if (failing > 0) return { verdict: 'deviates', reason: null };
  if (!input.complete) return { verdict: 'inconclusive', reason: 'The run was interrupted.' };
  if (!requirements.some(({ verdict }) => judged.has(verdict))) {
    return { verdict: 'inconclusive', reason: 'No selected requirement was judged.' };
  }
  const unknown = requirements.filter(
    (result) => result.level === 'MUST' && result.verdict === 'inconclusive',
  );
  if (unknown.length > 0) {
    const ids = unknown.map((result) => result.id).join(', ');
    return { verdict: 'inconclusive', reason: `Requirements at MUST could not be judged: ${ids}.` };
  }
  if (input.opaque) {
    return {
      verdict: 'inconclusive',
      reason:
        'The function behind the runtime is opaque: nothing shows that it gets the events and that its results come back. ' +
        'Put a probe function, or one that returns its event, behind the runtime.',
    };
  }
  return { verdict: 'conformant', reason: null };
}

function countByLevel(requirements: readonly RequirementResult[]): Run['counts'] {
  const count = (level: Level): Record<Verdict, number> => {
    const counts: Record<Verdict, number> = {
      conformant: 0,
      deviates: 0,
      'expected-deviation': 0,
      'unexpectedly-conformant': 0,
      'not-testable': 0,
      'not-applicable': 0,
      inconclusive: 0,
      excluded: 0,
    };
    for (const result of requirements) if (result.level === level) counts[result.verdict] += 1;
    return counts;
  };
  return { must: count('MUST'), should: count('SHOULD'), may: count('MAY') };
}
