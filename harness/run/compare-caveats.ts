import type { Run } from './run.ts';
import { commandLine } from '../base/shell-words.ts';

/** Sentences about differences between two runs that make them less comparable. */
export function caveats(before: Run, after: Run): string[] {
  const differing = (what: string, valueOf: (run: Run) => string, consequence: string): string[] => {
    const [one, other] = [valueOf(before), valueOf(after)];
    return one === other ? [] : [`${what}: ${one} before, ${other} after; ${consequence}.`];
  };
  return [
    ...differing(
      'Different versions of lambdaspec',
      ({ tool }) => tool.version,
      'a difference may come from lambdaspec, not from the runtime',
    ),
    ...differing(
      'Different sets of requirements',
      ({ requirementSet }) => requirementSet ?? 'all of the catalogue',
      'a requirement may have another level in them, and only those of both are compared',
    ),
    ...selection(before, after),
    ...differing(
      'Different profiles',
      ({ target }) => target.profiles.join(', '),
      'requirements of a profile are judged only where it is declared',
    ),
    ...differing(
      'Different paces',
      ({ effort }) => effort?.pace ?? 'unknown',
      'the slower run sees more, so a deviation that is gone may only not have been seen',
    ),
    ...differing(
      'Different numbers of generated cases',
      ({ effort }) => (effort === undefined ? 'unknown' : String(effort.runs)),
      'more cases find more, so a deviation that is gone may only not have been seen',
    ),
    ...differing(
      'Different grades of function',
      ({ target }) => target.grade ?? 'unknown',
      'the better function shows more',
    ),
    ...differing(
      'Different hosts',
      ({ host }) => `${host.os} ${host.arch}`,
      'a difference may come from the host',
    ),
    ...differing(
      'Different values of --fail-on',
      ({ failOn }) => failOn,
      'the later value decides what fails',
    ),
    ...broken(before, 'before'),
    ...broken(after, 'after'),
  ];
}

function selection(before: Run, after: Run): string[] {
  const gone = onlyIn(before, after);
  const added = onlyIn(after, before);
  if (gone.length + added.length === 0) return [];
  const deviating = added.filter(({ verdict }) => verdict === 'deviates').length;
  const note = deviating === 0 ? '' : ` (of which ${deviating} ${deviating === 1 ? 'deviates' : 'deviate'})`;
  return [
    `Different selections of requirements: ${gone.length} only before, ${added.length} only after${note}; only those that both runs selected are compared.`,
  ];
}

function onlyIn(run: Run, other: Run): Run['requirements'] {
  const ids = new Set(other.requirements.map(({ id }) => id));
  return run.requirements.filter(({ id }) => !ids.has(id));
}

function broken(run: Run, when: string): string[] {
  return [
    ...(run.complete ? [] : [`The run ${when} was interrupted and is incomplete.`]),
    ...(run.shard === undefined
      ? []
      : [`The run ${when} is shard ${run.shard.index}/${run.shard.count}; merge the shards first.`]),
  ];
}

/** Whether both runs judged the same executable with the same arguments; null where an executable could not be read. */
export function sameTarget(before: Run, after: Run): boolean | null {
  const [one, other] = [before.target, after.target];
  if (one.sha256 === null || other.sha256 === null) return null;
  return one.sha256 === other.sha256 && argumentsOf(one) === argumentsOf(other);
}

/** The path may differ between machines; the arguments may not. */
function argumentsOf({ command }: Run['target']): string {
  return commandLine(command.slice(1));
}
