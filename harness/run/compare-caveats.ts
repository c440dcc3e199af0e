import type { Run } from './run.ts';
import { commandLine } from '../base/shell-words.ts';

/** What makes two runs less comparable than they look, in sentences; nothing where only the runtime may have changed. */
export function caveats(before: Run, after: Run): string[] {
  const differing = (what: string, valueOf: (run: Run) => string, consequence: string): string[] => {
    const [one, other] = [valueOf(before), valueOf(after)];
    return one === other ? [] : [`${what}: ${one} before, ${other} after; ${consequence}.`];
  };
  return [
    ...differing(
      'Different versions of lambdaspec',
      ({ tool }) => tool.version,
      'a difference may be that of the judge, not of the runtime',
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
      'the slower run sees more, so what is gone may only not have been seen',
    ),
    ...differing(
      'Different numbers of generated cases',
      ({ effort }) => (effort === undefined ? 'unknown' : String(effort.runs)),
      'more cases find more, so what is gone may only not have been seen',
    ),
    ...differing(
      'Different grades of function',
      ({ target }) => target.grade ?? 'unknown',
      'the better function shows more',
    ),
    ...differing(
      'Different hosts',
      ({ host }) => `${host.os} ${host.arch}`,
      'a difference may be that of the host',
    ),
    ...differing('Different values of --fail-on', ({ failOn }) => failOn, 'what fails is as after'),
    ...broken(before, 'before'),
    ...broken(after, 'after'),
  ];
}

function selection(before: Run, after: Run): string[] {
  const [one, other] = [before, after].map(({ requirements }) => new Set(requirements.map(({ id }) => id)));
  if (one === undefined || other === undefined) return [];
  const gone = [...one].filter((id) => !other.has(id)).length;
  const added = [...other].filter((id) => !one.has(id)).length;
  if (gone + added === 0) return [];
  return [
    `Different selections of requirements: ${gone} only before, ${added} only after; what was not selected was not judged, so it is neither fixed nor new.`,
  ];
}

function broken(run: Run, when: string): string[] {
  return [
    ...(run.complete ? [] : [`The run ${when} was interrupted; it did not judge all.`]),
    ...(run.shard === undefined
      ? []
      : [
          `The run ${when} is shard ${run.shard.index}/${run.shard.count} of a divided one; merge the shards first.`,
        ]),
  ];
}

/** Whether both runs judged the very same executable with the same arguments; unknown where one could not be read. */
export function sameTarget(before: Run, after: Run): boolean | null {
  const [one, other] = [before.target, after.target];
  if (one.sha256 === null || other.sha256 === null) return null;
  return one.sha256 === other.sha256 && argumentsOf(one) === argumentsOf(other);
}

/** The path may differ between machines; the arguments may not. */
function argumentsOf({ command }: Run['target']): string {
  return commandLine(command.slice(1));
}
