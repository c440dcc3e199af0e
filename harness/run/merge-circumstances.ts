import type { Run } from './run.ts';
import type { Shard } from './mergeable.ts';

const trust = ['opaque', 'echo', 'probe'] as const;

/** What a function was seen to offer in the shard that saw least of it; nothing may rest on more. */
export function mergeTargets(shards: readonly [Shard, ...Shard[]]): Run['target'] {
  const targets = shards.map(({ target }) => target).filter(({ grade }) => grade !== null);
  const grade = trust.find((one) => targets.some((target) => target.grade === one)) ?? null;
  const target = targets.find((one) => one.grade === grade) ?? shards[0].target;
  const coldStarts = targets.flatMap(({ coldStartMs }) => (coldStartMs === null ? [] : [coldStartMs]));
  return { ...target, coldStartMs: coldStarts.length === 0 ? null : Math.max(...coldStarts) };
}

/** What each shard warns of, and what only shows when they are put side by side. */
export function mergeWarnings(shards: readonly Shard[]): string[] {
  const hosts = [...new Set(shards.map(({ host }) => `${host.os} ${host.arch}, Node ${host.node}`))];
  const grades = [...new Set(shards.map(({ target }) => target.grade ?? 'unknown'))];
  return [
    ...new Set([
      ...shards.flatMap(({ warnings }) => warnings),
      ...(hosts.length > 1 ? [`The shards ran on different hosts: ${hosts.join('; ')}.`] : []),
      ...(grades.length > 1 ? [`The shards saw different grades of function: ${grades.join(', ')}.`] : []),
    ]),
  ];
}

/** What was measured in each shard; the times of a test stay those since the start of its own shard. */
export function measured(shards: readonly Shard[]): Pick<Run, 'timings' | 'samples'> {
  const timings = shards.flatMap((shard) => shard.timings ?? []);
  const samples = shards.flatMap((shard) => shard.samples ?? []);
  return {
    ...(shards.some((shard) => shard.timings !== undefined) ? { timings } : {}),
    ...(shards.some((shard) => shard.samples !== undefined) ? { samples } : {}),
  };
}
