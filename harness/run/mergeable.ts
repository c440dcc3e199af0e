import type { Run } from './run.ts';
import { commandLine } from '../base/shell-words.ts';
import { forLine } from '../base/escape.ts';
import { MergeError, type MergeProblem } from './merge-error.ts';

/** A run that says which part of a divided run it is. */
export type Shard = Run & { readonly shard: NonNullable<Run['shard']> };

/** What must be the same in all shards, and how a person would call it. */
const shared: readonly [MergeProblem, string, (run: Run) => string][] = [
  ['different-tool', 'versions of lambdaspec', ({ tool }) => tool.version],
  ['different-target', 'commands', ({ target }) => commandLine(target.command)],
  ['different-target', 'executables (sha256)', ({ target }) => target.sha256 ?? 'unreadable'],
  ['different-settings', 'seeds', ({ seed }) => String(seed)],
  ['different-settings', 'profiles', ({ target }) => target.profiles.join(', ')],
  ['different-settings', 'values of --fail-on', ({ failOn }) => failOn],
  ['different-settings', 'paces', ({ effort }) => effort?.pace ?? 'unknown'],
  ['different-settings', 'values of --runs', ({ effort }) => String(effort?.runs ?? 'unknown')],
];

/**
 * The shards in their order.
 *
 * @throws {MergeError} unless they are all the parts of one run, each once.
 */
export function shardsInOrder(runs: readonly Run[]): [Shard, ...Shard[]] {
  const shards = runs.map(asShard).toSorted((one, other) => one.shard.index - other.shard.index);
  const [first, ...others] = shards;
  if (first === undefined)
    throw new MergeError('nothing', 'No run was given; name the run.json of each shard.');
  for (const each of shards) checkBaseline(each);
  for (const other of others) checkSame(first, other);
  checkWhole(shards, first.shard.count);
  return [first, ...others];
}

function asShard(run: Run, position: number): Shard {
  const { shard } = run;
  if (shard !== undefined) return { ...run, shard };
  throw new MergeError('no-shard', `Run ${position + 1} is no shard: it was not started with --shard.`);
}

/** An entry that one shard finds stale may be in use in another. */
function checkBaseline(shard: Shard): void {
  if (shard.baseline === null) return;
  throw new MergeError(
    'baseline',
    `Shard ${nameOf(shard)} has been judged with the baseline ${forLine(shard.baseline.file)}, which only the whole run can be; give the baseline to merge instead.`,
  );
}

function checkSame(first: Shard, other: Shard): void {
  if (other.shard.count !== first.shard.count)
    throw new MergeError(
      'different-count',
      `These are shards of different divisions: ${nameOf(first)} and ${nameOf(other)}.`,
    );
  for (const [problem, what, valueOf] of shared) {
    if (valueOf(first) !== valueOf(other))
      throw new MergeError(
        problem,
        `Shards ${nameOf(first)} and ${nameOf(other)} have different ${what}: ${forLine(valueOf(first))} and ${forLine(valueOf(other))}.`,
      );
  }
  const unlike = unlikeId(first, other);
  if (unlike !== undefined)
    throw new MergeError(
      'different-selection',
      `Shards ${nameOf(first)} and ${nameOf(other)} were to judge different requirements; only one of them lists ${forLine(unlike)}.`,
    );
}

function checkWhole(shards: readonly Shard[], count: number): void {
  const indices = shards.map(({ shard }) => shard.index);
  const twice = indices.find((index, n) => indices.indexOf(index) !== n);
  if (twice !== undefined) throw new MergeError('overlapping', `Shard ${twice}/${count} is given twice.`);
  const beyond = indices.find((index) => index > count);
  if (beyond !== undefined)
    throw new MergeError(
      'overlapping',
      `There is no shard ${beyond} among ${count}; the run.json is damaged.`,
    );
  const missing = Array.from({ length: count }, (_, n) => n + 1).filter((index) => !indices.includes(index));
  if (missing.length > 0)
    throw new MergeError(
      'missing',
      `${missing.length === 1 ? 'A shard is' : 'Shards are'} missing: ${missing.map((index) => `${index}/${count}`).join(', ')}.`,
    );
}

function unlikeId(first: Run, other: Run): string | undefined {
  const [one, two] = [first, other].map(({ requirements }) => requirements.map(({ id }) => id));
  if (one === undefined || two === undefined) return undefined;
  const alone = [...one.filter((id) => !two.includes(id)), ...two.filter((id) => !one.includes(id))];
  return alone[0] ?? one.find((id, n) => id !== two[n]);
}

function nameOf({ shard }: Shard): string {
  return `${shard.index}/${shard.count}`;
}
