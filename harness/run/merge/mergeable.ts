import { HarnessError } from '../../base/errors.ts';
import { clip } from '../../base/clip.ts';
import { forLine } from '../../base/escape.ts';
import { commandLine } from '../../base/shell-words.ts';
import type { Run } from '../run.ts';

/** The longest id in a message. */
const SHOWN = 200;

/** A run that is one shard of a divided run. */
export type ShardRun = Run & { readonly shard: NonNullable<Run['shard']> };

/** The lambdaspec that grades the shards. */
export interface Tool {
  readonly version: string;
  readonly catalogue: Readonly<Record<string, unknown>>;
}

/** What must be the same in all shards, by its name in a message. */
const shared: readonly [string, (run: Run) => string][] = [
  ['versions of lambdaspec', ({ tool }) => tool.version],
  ['commands', ({ target }) => commandLine(target.command)],
  ['executables (sha256)', ({ target }) => target.sha256 ?? 'unreadable'],
  ['seeds', ({ seed }) => String(seed)],
  ['profiles', ({ target }) => target.profiles.join(', ')],
  ['sets of requirements', ({ requirementSet }) => requirementSet ?? 'all of this version'],
  ['values of --fail-on', ({ failOn }) => failOn],
  ['paces', ({ effort }) => effort?.pace ?? 'unknown'],
  ['values of --runs', ({ effort }) => String(effort?.runs ?? 'unknown')],
];

/**
 * The shards in order.
 *
 * @throws {HarnessError} USAGE unless the runs are all shards of one run, each once.
 */
export function shardsInOrder(runs: readonly Run[], tool: Tool): [ShardRun, ...ShardRun[]] {
  const shards = runs.map(asShard).toSorted((one, other) => one.shard.index - other.shard.index);
  const [first, ...others] = shards;
  if (first === undefined) throw unmergeable('No run was given; name the run.json of each shard.');
  for (const other of others) checkSame(first, other);
  checkTool(first, tool);
  checkIds(shards, tool);
  checkWhole(shards, first.shard.count);
  return [first, ...others];
}

function asShard(run: Run, position: number): ShardRun {
  const { shard } = run;
  if (shard !== undefined) return { ...run, shard };
  throw unmergeable(`Run ${position + 1} is not a shard: it was not started with --shard.`);
}

function checkSame(first: ShardRun, other: ShardRun): void {
  if (other.shard.count !== first.shard.count)
    throw unmergeable(`The shards have different counts: ${nameOf(first)} and ${nameOf(other)}.`);
  for (const [what, valueOf] of shared) {
    if (valueOf(first) !== valueOf(other))
      throw unmergeable(
        `Shards ${nameOf(first)} and ${nameOf(other)} have different ${what}: ${forLine(valueOf(first))} and ${forLine(valueOf(other))}.`,
      );
  }
  const unlike = unlikeId(first, other);
  if (unlike !== undefined)
    throw unmergeable(
      `Shards ${nameOf(first)} and ${nameOf(other)} selected different requirements; only one of them lists ${forLine(unlike)}.`,
    );
}

/** Another version may have other requirements or codes. */
function checkTool(first: ShardRun, { version }: Tool): void {
  if (first.tool.version !== version)
    throw unmergeable(
      `The shards were made with lambdaspec ${forLine(first.tool.version)}, and this is ${version}; merge them with the version that made them.`,
    );
}

function checkIds(shards: readonly ShardRun[], { catalogue }: Tool): void {
  const named = shards.flatMap(({ requirements, shard: { records } }) => [
    ...requirements.map(({ id }) => id),
    ...records.flatMap(({ observations, findings, notJudged, unconfirmed = [] }) => [
      ...Object.keys(observations),
      ...[...findings, ...notJudged, ...unconfirmed].map(({ requirement }) => requirement),
    ]),
  ]);
  const unknown = named.find((id) => !Object.hasOwn(catalogue, id));
  if (unknown !== undefined)
    throw unmergeable(`There is no requirement ${forLine(clip(unknown, SHOWN))}; the run.json is damaged.`);
}

function checkWhole(shards: readonly ShardRun[], count: number): void {
  const indices = shards.map(({ shard }) => shard.index);
  const twice = indices.find((index, n) => indices.indexOf(index) !== n);
  if (twice !== undefined) throw unmergeable(`Shard ${twice}/${count} is given twice.`);
  const beyond = indices.find((index) => index > count);
  if (beyond !== undefined)
    throw unmergeable(`There is no shard ${beyond} among ${count}; the run.json is damaged.`);
  const missing = Array.from({ length: count }, (_, n) => n + 1).filter((index) => !indices.includes(index));
  if (missing.length > 0)
    throw unmergeable(
      `${missing.length === 1 ? 'A shard is' : 'Shards are'} missing: ${missing.map((index) => `${index}/${count}`).join(', ')}.`,
    );
}

function unlikeId(first: Run, other: Run): string | undefined {
  const [one, two] = [first, other].map(({ requirements }) => requirements.map(({ id }) => id));
  if (one === undefined || two === undefined) return undefined;
  const alone = [...one.filter((id) => !two.includes(id)), ...two.filter((id) => !one.includes(id))];
  return alone[0] ?? one.find((id, n) => id !== two[n]);
}

function nameOf({ shard }: ShardRun): string {
  return `${shard.index}/${shard.count}`;
}

function unmergeable(message: string): HarnessError {
  return new HarnessError('USAGE', message);
}
