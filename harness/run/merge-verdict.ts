/** How verdicts of shards become those of one run: the rules of a single run, applied to what its parts found. */
import type { RequirementResult, Run, Verdict } from './run.ts';
import { failsRun } from './severity.ts';

/** What one shard says about a requirement, and whether that rests on anything that happened in it. */
export interface Say {
  readonly result: RequirementResult;
  readonly exercised: boolean;
}

type Judgement = Pick<RequirementResult, 'verdict' | 'reason'>;

/** A proven deviation outranks an unknown, and an unknown outranks what was seen to hold elsewhere. */
const strongestFirst = [
  'not-applicable',
  'excluded',
  'deviates',
  'inconclusive',
  'conformant',
  'not-testable',
] as const satisfies readonly Verdict[];

/** The verdict on a requirement about which each shard has said something. */
export function mergeJudgements(says: readonly Say[], complete: boolean): Judgement {
  const results = says.filter(({ exercised }) => exercised).map(({ result }) => result);
  for (const verdict of strongestFirst) {
    const found = results.find((result) => result.verdict === verdict);
    if (found !== undefined) return { verdict, reason: found.reason };
  }
  const reason = complete
    ? 'Nothing in this run exercised it.'
    : 'The run was interrupted before it was judged.';
  return { verdict: 'inconclusive', reason };
}

/** What the verdict on a run rests on. */
interface Ground extends Pick<Run, 'failOn' | 'complete'> {
  readonly requirements: readonly RequirementResult[];
  readonly grade: Run['target']['grade'];
}

/** The verdict on the whole run. */
export function verdictOf(run: Ground, neverStarted: string | undefined): Pick<Run, 'verdict' | 'reason'> {
  const { requirements } = run;
  if (requirements.some((result) => result.verdict === 'deviates' && failsRun(result, run.failOn)))
    return { verdict: 'deviates', reason: null };
  const reason = neverStarted ?? doubt(run);
  return reason === undefined ? { verdict: 'conformant', reason: null } : { verdict: 'inconclusive', reason };
}

const judged: ReadonlySet<Verdict> = new Set<Verdict>([
  'conformant',
  'deviates',
  'expected-deviation',
  'unexpectedly-conformant',
]);

function doubt({ requirements, complete, grade }: Ground): string | undefined {
  if (!complete) return 'The run was interrupted.';
  if (!requirements.some(({ verdict }) => judged.has(verdict))) return 'No selected requirement was judged.';
  const unknown = requirements.filter(({ level, verdict }) => level === 'MUST' && verdict === 'inconclusive');
  if (unknown.length > 0)
    return `Requirements at MUST could not be judged: ${unknown.map(({ id }) => id).join(', ')}.`;
  return grade === 'opaque'
    ? 'The function behind the runtime is opaque: nothing shows that it gets the events and that its results come back. ' +
        'Put a probe function, or one that returns its event, behind the runtime.'
    : undefined;
}

/** How many requirements of each level have each verdict. */
export function countsOf(requirements: readonly RequirementResult[]): Run['counts'] {
  const count = (level: RequirementResult['level'], verdict: Verdict): number =>
    requirements.filter((result) => result.level === level && result.verdict === verdict).length;
  const counts = (level: RequirementResult['level']): Run['counts']['must'] => ({
    conformant: count(level, 'conformant'),
    deviates: count(level, 'deviates'),
    'expected-deviation': count(level, 'expected-deviation'),
    'unexpectedly-conformant': count(level, 'unexpectedly-conformant'),
    'not-testable': count(level, 'not-testable'),
    'not-applicable': count(level, 'not-applicable'),
    inconclusive: count(level, 'inconclusive'),
    excluded: count(level, 'excluded'),
  });
  return { must: counts('MUST'), should: counts('SHOULD'), may: counts('MAY') };
}
