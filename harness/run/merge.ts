/**
 * Shards of a divided run -> the Run value that one undivided run would have had: observations are summed, verdicts are
 * drawn anew by the rules of a single run, deviations numbered anew. What cannot be known from the parts is refused, not
 * guessed. Pure; the caller moves the files of the cases.
 */
import type { BaselineUse, Deviation, RequirementResult, Run } from './run.ts';
import { type Shard, shardsInOrder } from './mergeable.ts';
import { measured, mergeTargets, mergeWarnings } from './merge-circumstances.ts';
import { mergeDeviations, type MovedCase } from './merge-deviations.ts';
import { countsOf, mergeJudgements, verdictOf } from './merge-verdict.ts';

export { MergeError, type MergeProblem } from './merge-error.ts';
export type { MovedCase } from './merge-deviations.ts';

export interface MergedRun {
  readonly run: Run;
  /** One per deviation that has a case: which file of which shard goes where. */
  readonly cases: readonly MovedCase[];
}

export interface MergeOptions {
  /** The folder of the merged report as the user wrote it, for the commands that replay a case. */
  readonly out: string;
  /**
   * Marks what the user's baseline expects. Applied to the whole, since no shard can tell which entries are stale.
   *
   * @defaultValue nothing is expected
   */
  readonly baseline?: (found: Found) => Applied;
}

/** What a baseline is applied to. */
interface Found {
  readonly requirements: readonly RequirementResult[];
  readonly deviations: readonly Deviation[];
}

interface Applied extends Found {
  readonly use: BaselineUse | null;
  readonly warnings: readonly string[];
}

/**
 * Merges all shards of one run, given in any order.
 *
 * @throws {MergeError} with one sentence when they are no shards, not all, or not of the same run.
 */
export function mergeRuns(
  runs: readonly Run[],
  { out, baseline = withoutBaseline }: MergeOptions,
): MergedRun {
  const shards = shardsInOrder(runs);
  const [{ shard: _, ...first }] = shards;
  const merged = mergeDeviations(shards, out);
  const complete = shards.every((shard) => shard.complete);
  const { requirements, deviations, use, warnings } = baseline({
    requirements: mergeRequirements(shards, merged.deviations, complete),
    deviations: merged.deviations,
  });
  const target = mergeTargets(shards);
  const { failOn } = first;
  const run: Run = {
    ...first,
    startedAt: shards.map(({ startedAt }) => startedAt).reduce(earlier),
    durationMs: Math.max(...shards.map(({ durationMs }) => durationMs)),
    target,
    ...verdictOf({ requirements, failOn, complete, grade: target.grade }, neverStarted(shards)),
    complete,
    counts: countsOf(requirements),
    requirements: [...requirements],
    deviations: [...deviations],
    baseline: use,
    warnings: [...new Set([...mergeWarnings(shards), ...warnings])],
    ...measured(shards),
  };
  return { run, cases: merged.cases };
}

function withoutBaseline(found: Found): Applied {
  return { ...found, use: null, warnings: [] };
}

function mergeRequirements(
  shards: readonly [Shard, ...Shard[]],
  deviations: readonly Deviation[],
  complete: boolean,
): RequirementResult[] {
  return shards[0].requirements.map((requirement, place) => {
    const says = shards.flatMap((shard) => {
      const result = shard.requirements[place];
      return result === undefined ? [] : [{ result, exercised: isExercised(shard, result) }];
    });
    return {
      ...requirement,
      ...mergeJudgements(says, complete),
      observations: says.reduce((sum, { result }) => sum + result.observations, 0),
      deviations: deviations.filter((one) => one.requirement === requirement.id).map(({ key }) => key),
    };
  });
}

/** A shard that did not get past its smoke test knows nothing of any requirement, though its tests were to tell. */
function isExercised(shard: Shard, { id }: RequirementResult): boolean {
  return hasFailed(shard) || !shard.shard.unexercised.includes(id);
}

function hasFailed({ target, verdict }: Run): boolean {
  return target.grade === null && verdict === 'inconclusive';
}

function neverStarted(shards: readonly Shard[]): string | undefined {
  const failed = shards.find(hasFailed);
  if (failed === undefined) return undefined;
  return `Shard ${failed.shard.index}/${failed.shard.count} could not judge the bootstrap: ${failed.reason ?? 'it does not say why.'}`;
}

function earlier(one: string, other: string): string {
  return Date.parse(other) < Date.parse(one) ? other : one;
}
