/** Shards of a divided run -> the Run value that one undivided run would have had. Pure. */
import type { DatedBaseline } from '../baseline.ts';
import { casesOf, withReplays, type RunResult } from '../grade/cases.ts';
import { grade } from '../grade/grade.ts';
import type { Requirement } from '../requirement.ts';
import type { Run } from '../run.ts';
import { shardsInOrder, type ShardRun, type Tool } from './mergeable.ts';

/** What the merged run is held against, and where its report goes. */
export interface MergeOptions extends Tool {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  /** Applied to the whole, since no shard can tell which entries are stale. */
  readonly baseline?: DatedBaseline | undefined;
  /** The folder of the merged report as the user wrote it, for the commands that replay a case. */
  readonly out: string;
}

/**
 * Grades what the tests of all shards of one run found out, given in any order.
 *
 * @throws {HarnessError} USAGE with one sentence when they are no shards, not all, or not of the same run.
 */
export function mergeRuns(runs: readonly Run[], options: MergeOptions): RunResult {
  const shards = shardsInOrder(runs, options);
  const [{ shard: _, ...first }] = shards;
  const complete = shards.every((shard) => shard.complete);
  const target = mergeTargets(shards);
  const { evidence, ...graded } = grade({
    catalogue: options.catalogue,
    selected: first.requirements.map(({ id }) => id),
    profiles: target.profiles,
    records: shards.flatMap(({ shard }) => shard.records),
    failOn: first.failOn,
    opaque: target.grade === 'opaque',
    complete,
    obstacle: neverStarted(shards),
    baseline: options.baseline,
    partial: false,
  });
  const run: Run = {
    ...first,
    startedAt: shards.map(({ startedAt }) => startedAt).reduce(earlier),
    durationMs: Math.max(...shards.map(({ durationMs }) => durationMs)),
    target,
    complete,
    ...graded,
    deviations: withReplays(graded.deviations, { out: options.out, command: target.command }),
    warnings: [...new Set([...mergeWarnings(shards), ...graded.warnings])],
    // The times of a test stay those since the start of its own shard.
    timings: shards.flatMap(({ timings = [] }) => timings),
    samples: shards.flatMap(({ samples = [] }) => samples),
  };
  const cases = shards.flatMap(({ shard: { records, setting } }) =>
    setting === undefined ? [] : casesOf({ evidence }, records, setting),
  );
  return { run, cases };
}

function neverStarted(shards: readonly ShardRun[]): string | undefined {
  const failed = shards.find(({ target, verdict }) => target.grade === null && verdict === 'inconclusive');
  if (failed === undefined) return undefined;
  return `Shard ${failed.shard.index}/${failed.shard.count} could not judge the bootstrap: ${failed.reason ?? 'it does not say why.'}`;
}

const trust = ['opaque', 'echo', 'probe'] as const;

/** What a function was seen to offer in the shard that saw least of it; nothing may rest on more. */
function mergeTargets(shards: readonly [ShardRun, ...ShardRun[]]): Run['target'] {
  const targets = shards.map(({ target }) => target).filter(({ grade: offered }) => offered !== null);
  const least = trust.find((one) => targets.some((target) => target.grade === one)) ?? null;
  const target = targets.find((one) => one.grade === least) ?? shards[0].target;
  const coldStarts = targets.flatMap(({ coldStartMs }) => (coldStartMs === null ? [] : [coldStartMs]));
  return { ...target, coldStartMs: coldStarts.length === 0 ? null : Math.max(...coldStarts) };
}

/** What each shard warns of, and what only shows when they are put side by side. */
function mergeWarnings(shards: readonly ShardRun[]): string[] {
  const hosts = [...new Set(shards.map(({ host }) => `${host.os} ${host.arch}, Node ${host.node}`))];
  const grades = [...new Set(shards.map(({ target }) => target.grade ?? 'unknown'))];
  return [
    ...shards.flatMap(({ warnings }) => warnings),
    ...(hosts.length > 1 ? [`The shards ran on different hosts: ${hosts.join('; ')}.`] : []),
    ...(grades.length > 1 ? [`The shards saw different grades of function: ${grades.join(', ')}.`] : []),
  ];
}

function earlier(one: string, other: string): string {
  return Date.parse(other) < Date.parse(one) ? other : one;
}
