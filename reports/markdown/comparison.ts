import type { Deviation, Run } from '../../harness/run/run.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import type { Change, Comparison } from '../../harness/run/compare.ts';
import { markdownLimit } from './markdown.ts';
import { fit, shortened } from './size-budget.ts';
import { inline, name } from './escape.ts';
import { outcome, sections, subject, transition, weight } from '../text/comparison-words.ts';

/** The room for the lists, without title, versions and caveats. */
const listsRoom = markdownLimit - 12_000;

/** Renders a comparison as Markdown for a pull request; fits into a GitHub comment. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { before, after, changes } = comparison;
  const shown = sections.filter(([kind]) => changes.some((change) => change.kind === kind));
  const room = Math.floor(listsRoom / Math.max(1, shown.length));
  return `${[
    '### lambdaspec: comparison',
    `**${outcome(comparison)}.**`,
    `| | runtime | lambdaspec |\n| --- | --- | --- |\n${row('before', before)}\n${row('after', after)}`,
    fit([subject(comparison), ...comparison.caveats], (text) => `- ${inline(shortened(text, 400))}`, {
      room: 6_000,
      more: (left) => `- and ${left} more`,
    }),
    ...shown.flatMap(([kind, title]) => {
      const some = changes.filter((change) => change.kind === kind);
      const list = fit(some, item, { room, more: (left) => `- and ${left} more` });
      return kind === 'new'
        ? [`#### ${title}: ${some.length}`, list]
        : [`<details>\n<summary>${title}: ${some.length}</summary>\n\n${list}\n\n</details>`];
    }),
  ].join('\n\n')}\n`;
}

function row(when: string, { target, tool, startedAt }: Run): string {
  const command = inline(shortened(commandLine(target.command), 200));
  const digest = target.sha256 === null ? '' : ` ${inline(target.sha256.slice(0, 12))}`;
  return `| ${when} | ${command}${digest} | ${inline(shortened(tool.version, 60))}, ${startedAt} |`;
}

function item(change: Change): string {
  const { kind, requirement, appeared, disappeared, fails } = change;
  const steps = transition(change);
  return [
    `- **${weight(change)}** ${name(shortened(requirement.id, 100))}${fails ? ', fails the run' : ''}${kind === 'new' ? `: ${inline(shortened(requirement.text, 300))}` : ''}${steps === '' ? '' : ` (${inline(shortened(steps, 300))})`}`,
    ...lines('now', appeared),
    ...lines('no longer', disappeared),
  ].join('\n');
}

/** Deviations of one requirement that are listed; the rest is counted. */
const shownDeviations = 5;

function lines(title: string, deviations: readonly Deviation[]): string[] {
  const left = deviations.length - shownDeviations;
  return [
    ...deviations
      .slice(0, shownDeviations)
      .map(({ message }) => `  - ${title}: ${inline(shortened(message, 300))}`),
    ...(left > 0 ? [`  - and ${left} more`] : []),
  ];
}
