/** The scoreboard as data: each example with its run, and what each requirement says of each of them. Pure. */
import { deviationsByRequirement } from '../../harness/run/deviations.ts';
import type { Deviation, RequirementResult, Run } from '../../harness/run/run.ts';
import { columnOf, type LevelColumn, Tally } from '../../harness/run/tally.ts';
import { OURS } from './example-file.ts';
import type { Example } from './examples.ts';
import type { Finding } from './findings-file.ts';

/** Measured apart from the run, since it is never the same twice. */
export interface Timings {
  /** From the start of the process to its first poll, in ms; the median of several starts. */
  readonly coldStartMs: number;
  /** From an event to its outcome with an empty handler, in µs; null where the function does not return its event. */
  readonly invocationUs: number | null;
  /** Of all processes after the invocations; null where the platform does not say. */
  readonly memoryMiB: number | null;
}

/** A runtime that was judged. */
export interface Judged {
  readonly example: Example;
  readonly run: Run;
  readonly timings: Timings | null;
}

/** A runtime that could not be judged here. */
export interface NotJudged {
  readonly example: Example;
  /** Why, in a sentence. */
  readonly obstacle: string;
}

export type Entry = Judged | NotJudged;

export function isJudged(entry: Entry): entry is Judged {
  return 'run' in entry;
}

/** Runtimes of other authors first, then by language and title. */
export function inOrder<T extends { readonly example: Example }>(entries: readonly T[]): T[] {
  const key = ({ example: { by, language, title } }: T): string =>
    [by === OURS ? 1 : 0, language.toLowerCase(), title].join('\n');
  return entries.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** What a cell of the matrix shows. */
export type Mark = 'holds' | LevelColumn | 'not-judged' | 'not-claimed';

export function markOf(result: RequirementResult): Mark {
  switch (result.verdict) {
    case 'conformant':
    case 'unexpectedly-conformant':
      return 'holds';
    case 'deviates':
    case 'expected-deviation':
      return columnOf(result);
    case 'not-applicable':
      return 'not-claimed';
    case 'inconclusive':
    case 'not-testable':
    case 'excluded':
      return 'not-judged';
  }
}

/** How many requirements of a level hold, and how many deviate. */
export interface Standing {
  readonly holds: number;
  readonly deviates: number;
  readonly notJudged: number;
}

export function standingOf({ run }: Judged, column: LevelColumn): Standing {
  const tally = new Tally(run.requirements).of(column);
  return {
    holds: tally.count('conformant'),
    deviates: tally.count('deviates') + tally.count('expected'),
    notJudged: tally.count('not-judged') - tally.verdicts('excluded'),
  };
}

/** A requirement, and its cells in the order of the judged runtimes. */
export interface Row {
  readonly requirement: RequirementResult;
  readonly cells: readonly (RequirementResult | undefined)[];
}

/** The rows of the matrix by area, in the order of the catalogue; rows that no run applies to are left out. */
export function rowsByArea(judged: readonly Judged[]): ReadonlyMap<string, readonly Row[]> {
  const byId = judged.map(({ run }) => new Map(run.requirements.map((result) => [result.id, result])));
  const all = new Map(judged.flatMap(({ run }) => run.requirements.map((result) => [result.id, result])));
  const areas = new Map<string, Row[]>();
  for (const [id, requirement] of all) {
    const cells = byId.map((results) => results.get(id));
    const applies = cells.some(
      (cell) => cell !== undefined && cell.verdict !== 'not-applicable' && cell.verdict !== 'excluded',
    );
    if (applies)
      areas.set(requirement.area, [...(areas.get(requirement.area) ?? []), { requirement, cells }]);
  }
  return areas;
}

/** A deviation at MUST or SHOULD, with its level and the finding that names it. */
export interface Explained {
  readonly deviation: Deviation;
  readonly column: LevelColumn;
  readonly finding: Finding | undefined;
}

/** All deviations of a run, with their findings. */
export function explained({ example, run }: Judged): Explained[] {
  const deviations = deviationsByRequirement(run);
  return run.requirements.flatMap((result) =>
    (deviations.get(result.id) ?? []).map((deviation) => ({
      deviation,
      column: columnOf(result),
      finding: example.findings.find((finding) => names(finding, deviation)),
    })),
  );
}

/** Whether a finding names a deviation, by id or by id and code. */
export function names(
  { requirements }: Pick<Finding, 'requirements'>,
  { requirement, code }: Pick<Deviation, 'requirement' | 'code'>,
): boolean {
  return requirements.includes(requirement) || requirements.includes(`${requirement}/${code}`);
}

/** The time of an invocation in ms, with three digits or two. */
export function invocationText(us: number): string {
  return `${(us / 1000).toFixed(us < 10_000 ? 2 : us < 100_000 ? 1 : 0)} ms`;
}
