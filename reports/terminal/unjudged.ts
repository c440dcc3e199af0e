import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { type UnjudgedVerdict, unjudgedVerdicts } from '../../harness/run/tally.ts';
import { value, wrap, type TerminalOptions } from './layout.ts';
import type { Colours } from './colours.ts';

/** Ids listed per reason; the rest is counted. */
const shownIds = 6;

/**
 * The requirements that were not judged, grouped by reason. They are listed beside the verdict so that they never read
 * as green.
 */
export function unjudgedLines(run: Run, colours: Colours, options: TerminalOptions): string[] {
  const groups = unjudgedVerdicts.flatMap((verdict) => [...byReason(run, verdict)]);
  const count = groups.reduce((sum, [, results]) => sum + results.length, 0);
  if (count === 0) return [];
  return [
    colours.strong(`Not judged: ${count}`),
    ...groups.flatMap(([title, results]) => [
      '',
      ...wrap(`${results.length} ${value(title, options.verbose)}`, options.width - 2).map(
        (line) => `  ${line}`,
      ),
      ...wrap(ids(results, options.verbose), options.width - 4).map((line) => colours.faint(`    ${line}`)),
    ]),
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

function ids(results: readonly RequirementResult[], verbose: boolean): string {
  const shown = verbose || results.length <= shownIds + 1 ? results : results.slice(0, shownIds);
  const rest = results.length - shown.length;
  return shown.map(({ id }) => forLine(id)).join(' ') + (rest > 0 ? ` and ${rest} more` : '');
}
