import type { RequirementResult, Run, Verdict } from './run.ts';
import { type Severity, severityOf, type Weight } from './severity.ts';

/** Verdicts that say nothing about the runtime: never counted as conformant. */
export const unjudgedVerdicts = ['inconclusive', 'not-testable', 'excluded', 'not-applicable'] as const;
export type UnjudgedVerdict = (typeof unjudgedVerdicts)[number];

/** The verdicts in four groups, for a table. What is not applicable stands in none. */
export type Standing = 'conformant' | 'deviates' | 'expected' | 'not-judged';

const outcomes: Readonly<Record<Verdict, Standing | undefined>> = {
  conformant: 'conformant',
  'unexpectedly-conformant': 'conformant',
  deviates: 'deviates',
  'expected-deviation': 'expected',
  inconclusive: 'not-judged',
  'not-testable': 'not-judged',
  excluded: 'not-judged',
  'not-applicable': undefined,
};

/** A column of a table. Advisory requirements of any level count as MAY, because they never fail a run. */
export type LevelColumn = 'MUST' | 'SHOULD' | 'MAY';
export const levelColumns: readonly LevelColumn[] = ['MUST', 'SHOULD', 'MAY'];

const columns: Readonly<Record<Severity, LevelColumn>> = { error: 'MUST', warning: 'SHOULD', note: 'MAY' };

/** The level under which every report counts a requirement. */
export function columnOf(requirement: Weight): LevelColumn {
  return columns[severityOf(requirement)];
}

/** The requirements of one area, or of all, by column. */
export class Tally {
  readonly results: readonly RequirementResult[];

  constructor(results: readonly RequirementResult[]) {
    this.results = results;
  }

  of(column: LevelColumn): Tally {
    return new Tally(this.results.filter((result) => columnOf(result) === column));
  }

  count(outcome: Standing): number {
    return this.results.filter((result) => outcomes[result.verdict] === outcome).length;
  }

  verdicts(verdict: Verdict): number {
    return this.results.filter((result) => result.verdict === verdict).length;
  }

  /** How many could be conformant: all but `not-applicable` and `excluded`. */
  get applicable(): number {
    return this.results.length - this.verdicts('not-applicable') - this.verdicts('excluded');
  }
}

/** How many requirements of each level have each verdict. */
export function countByLevel(requirements: readonly RequirementResult[]): Run['counts'] {
  const all = new Tally(requirements);
  const count = (column: LevelColumn): Record<Verdict, number> => {
    const tally = all.of(column);
    return {
      conformant: tally.verdicts('conformant'),
      deviates: tally.verdicts('deviates'),
      'expected-deviation': tally.verdicts('expected-deviation'),
      'unexpectedly-conformant': tally.verdicts('unexpectedly-conformant'),
      'not-testable': tally.verdicts('not-testable'),
      'not-applicable': tally.verdicts('not-applicable'),
      inconclusive: tally.verdicts('inconclusive'),
      excluded: tally.verdicts('excluded'),
    };
  };
  return { must: count('MUST'), should: count('SHOULD'), may: count('MAY') };
}

/** The requirements of a run by area, areas in the order of the catalogue. */
export function tallyByArea(run: Run): ReadonlyMap<string, Tally> {
  const areas = new Map<string, RequirementResult[]>();
  for (const result of run.requirements) {
    const results = areas.get(result.area);
    if (results) results.push(result);
    else areas.set(result.area, [result]);
  }
  return new Map([...areas].map(([area, results]) => [area, new Tally(results)]));
}
