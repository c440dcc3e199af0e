/** Merges shards into the Run value of an undivided run. Pure. */
import { HarnessError } from '../../base/errors.ts';
import type { DatedBaseline } from '../baseline.ts';
import { casesOf, withReplays, type RunResult } from '../grade/cases.ts';
import { grade } from '../grade/grade.ts';
import type { Catalogue } from '../requirement.ts';
import { frozenCatalogue, setNamed, type RequirementSets } from '../requirement-set.ts';
import type { Run } from '../run.ts';
import { combinationsIn } from '../combinations.ts';
import { sumOfEvents, sumOfStarts } from '../starts.ts';
import { SMOKE_TEST } from '../test-record.ts';
import { shardsInOrder, type ShardRun, type Tool } from './mergeable.ts';

/** How the merged run is graded, and its report folder. */
export interface MergeOptions extends Tool {
  readonly catalogue: Catalogue;
  readonly sets: RequirementSets;
  /** Applied to the merged run, since a single shard cannot tell which entries are stale. */
  readonly baseline?: DatedBaseline | undefined;
  /** The report folder as the user wrote it, for the replay commands. */
  readonly out: string;
}

/**
 * Grades the records of all shards of one run, given in any order.
 *
 * @throws {HarnessError} USAGE when a run is not a shard, a shard is missing, or they are not of the same run.
 */
export function mergeRuns(runs: readonly Run[], options: MergeOptions): RunResult {
  const shards = shardsInOrder(runs, options);
  const [{ shard: _, starts: __, events: ___, combinations: ____, ...first }] = shards;
  const complete = shards.every((shard) => shard.complete);
  const target = mergeTargets(shards);
  const { evidence, ...graded } = grade({
    catalogue: catalogueOf(first, options),
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
    deviations: withReplays(graded.deviations, {
      out: options.out,
      command: target.command,
      taskRoot: target.taskRoot,
    }),
    warnings: [...new Set([...mergeWarnings(shards), ...graded.warnings])],
    // Times stay relative to the start of the shard.
    timings: shards.flatMap(({ timings = [] }) => timings),
    ...(shards.every(({ starts }) => starts !== undefined)
      ? {
          starts: sumOfStarts(
            shards.flatMap(({ shard: { records, smokeStarts } }) => [
              { test: SMOKE_TEST, starts: smokeStarts },
              ...records,
            ]),
          ),
          events: sumOfEvents(shards.flatMap(({ shard: { records } }) => records)),
        }
      : {}),
    ...combinationsIn(shards),
    samples: shards.flatMap(({ samples = [] }) => samples),
  };
  const cases = shards.flatMap(({ shard: { records, setting } }) =>
    setting === undefined ? [] : casesOf({ evidence }, records, setting),
  );
  return { run, cases };
}

/** The catalogue of the set of a run, in which each of its requirements must be. */
function catalogueOf(
  { requirementSet, requirements }: Pick<Run, 'requirementSet' | 'requirements'>,
  { catalogue, sets }: MergeOptions,
): Catalogue {
  if (requirementSet === undefined) return catalogue;
  const frozen = frozenCatalogue(catalogue, setNamed(requirementSet, sets));
  const other = requirements.find(({ id }) => !Object.hasOwn(frozen, id));
  if (other === undefined) return frozen;
  throw new HarnessError(
    'USAGE',
    `${other.id} is not in the set ${requirementSet}; the run.json is damaged.`,
  );
}

function neverStarted(shards: readonly ShardRun[]): string | undefined {
  const failed = shards.find(({ target, verdict }) => target.grade === null && verdict === 'inconclusive');
  if (failed === undefined) return undefined;
  return `Shard ${failed.shard.index}/${failed.shard.count} could not judge the bootstrap: ${failed.reason ?? 'no reason is given.'}`;
}

const trust = ['opaque', 'echo', 'probe'] as const;

/** The target with the lowest grade seen in any shard; no verdict may rely on more. */
function mergeTargets(shards: readonly [ShardRun, ...ShardRun[]]): Run['target'] {
  const targets = shards.map(({ target }) => target).filter(({ grade: offered }) => offered !== null);
  const least = trust.find((one) => targets.some((target) => target.grade === one)) ?? null;
  const target = targets.find((one) => one.grade === least) ?? shards[0].target;
  const coldStarts = targets.flatMap(({ coldStartMs }) => (coldStartMs === null ? [] : [coldStartMs]));
  return { ...target, coldStartMs: coldStarts.length === 0 ? null : Math.max(...coldStarts) };
}

/** The warnings of each shard, and differences between them. */
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
