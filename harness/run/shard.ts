import type { RequirementResult, Run } from './run.ts';
import type { TestRecord } from './test-record.ts';

/** What the Run value of a shard carries, so that shards merge into the verdict that one run would have reached. */
export function shardOf(
  { index, count }: { readonly index: number; readonly count: number },
  requirements: readonly RequirementResult[],
  records: readonly TestRecord[],
): NonNullable<Run['shard']> {
  const said = new Set(records.flatMap((record) => record.notJudged.map(({ requirement }) => requirement)));
  const unexercised = requirements
    .filter(({ id, verdict }) => verdict === 'inconclusive' && !said.has(id))
    .map(({ id }) => id);
  return { index, count, unexercised };
}
