import type { Deviation } from './run.ts';
import { commandLine } from '../base/command-line.ts';
import type { Shard } from './mergeable.ts';

/** Where the case of a merged deviation comes from, and where the merged report has it. */
export interface MovedCase {
  /** The number of the shard. */
  readonly shard: number;
  /** Relative to the report of the shard. */
  readonly from: string;
  /** Relative to the merged report. */
  readonly to: string;
}

export interface MergedDeviations {
  readonly deviations: readonly Deviation[];
  readonly cases: readonly MovedCase[];
}

interface Group {
  readonly shard: number;
  readonly deviation: Deviation;
  times: number;
}

/**
 * One deviation per requirement and code, as in a single run: the first shard that saw it gives the evidence, and
 * all are counted. Keys and cases are numbered anew, since every shard had a `d1` of its own.
 */
export function mergeDeviations(shards: readonly Shard[], out: string): MergedDeviations {
  const groups = new Map<string, Group>();
  for (const { shard, deviations } of shards) {
    for (const deviation of deviations) {
      const same = `${deviation.requirement}/${deviation.code}`;
      const group = groups.get(same);
      if (group === undefined) groups.set(same, { shard: shard.index, deviation, times: deviation.times });
      else group.times += deviation.times;
    }
  }
  const order = new Map(shards[0]?.requirements.map(({ id }, index) => [id, index]));
  const sorted = [...groups.values()].toSorted(
    ({ deviation: one }, { deviation: other }) =>
      (order.get(one.requirement) ?? 0) - (order.get(other.requirement) ?? 0) ||
      one.code.localeCompare(other.code, 'en'),
  );
  const cases: MovedCase[] = [];
  const deviations = sorted.map(({ shard, deviation, times }, index) => {
    const key = `d${index + 1}`;
    const from = deviation.case;
    const to = from === null ? null : `cases/${key}-${deviation.requirement}.json`;
    if (from !== null && to !== null) cases.push({ shard, from, to });
    return { ...deviation, key, times, case: to, replay: replayOf(deviation.replay, to, out) };
  });
  return { deviations, cases };
}

/** The same command with the case where the merged report has it; whatever follows the case stays. */
function replayOf(replay: string | null, stored: string | null, out: string): string | null {
  if (replay === null || stored === null) return replay;
  const path = commandLine([`${out.replace(/\/+$/, '')}/${stored}`]);
  return replay.replace(
    /^(lambdaspec replay )(?:'(?:[^']|'\\'')*'|\S+)+/,
    (_, start: string) => start + path,
  );
}
