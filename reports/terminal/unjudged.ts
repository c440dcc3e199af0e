import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { Tally, type UnjudgedVerdict, unjudgedVerdicts } from '../../harness/run/tally.ts';
import { truncate, value, wrap, type TerminalOptions } from './layout.ts';
import type { Colours } from './colours.ts';

/**
 * The requirements that were not judged, so that they never read as green: their number and the most frequent reason, or every
 * reason with its ids when verbose.
 */
export function unjudgedLines(run: Run, colours: Colours, options: TerminalOptions): string[] {
  const groups = unjudgedVerdicts.flatMap((verdict) => [...byReason(run, verdict)]);
  if (groups.length === 0) return [];
  const all = new Tally(run.requirements);
  const notApplicable = all.verdicts('not-applicable');
  const heading = [
    `Not judged: ${all.count('not-judged')}`,
    ...(notApplicable === 0 ? [] : [`not applicable: ${notApplicable}`]),
  ].join(', ');
  if (!options.verbose) return brief(groups, heading, colours, options);
  return [
    colours.strong(heading),
    ...groups.flatMap(([title, results]) => [
      '',
      ...wrap(`${results.length} ${value(title, true)}`, options.width - 2).map((line) => `  ${line}`),
      ...wrap(results.map(({ id }) => forLine(id)).join(' '), options.width - 4).map((line) =>
        colours.faint(`    ${line}`),
      ),
    ]),
  ];
}

function brief(
  groups: readonly (readonly [string, readonly RequirementResult[]])[],
  heading: string,
  colours: Colours,
  { width }: TerminalOptions,
): string[] {
  const open = groups.filter(([, [result]]) => result?.verdict !== 'not-applicable');
  const [[title, results] = ['', []]] = (open.length > 0 ? open : groups).toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  const rest = groups.length === 1 ? '' : '; --verbose lists all';
  return [
    `${colours.strong(heading)}${rest}`,
    `  ${truncate(`${results.length} ${forLine(title)}`, width - 2)}`,
  ];
}

function byReason(run: Run, verdict: UnjudgedVerdict): Map<string, RequirementResult[]> {
  const groups = new Map<string, RequirementResult[]>();
  for (const result of run.requirements.filter((one) => one.verdict === verdict)) {
    const title = verdict.replace('-', ' ') + (result.reason === null ? '' : `: ${result.reason}`);
    groups.set(title, [...(groups.get(title) ?? []), result]);
  }
  return groups;
}
