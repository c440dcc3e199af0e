import type { Deviation } from '../../harness/run/run.ts';
import { deviationText } from '../text/deviation-text.ts';
import type { DeviatingRequirement } from '../../harness/run/deviations.ts';
import { impactOf } from '../../harness/run/impact.ts';
import { fit, shortened, shortenedLines } from './size-budget.ts';
import { fenced, escapeHtml, inline, link, name } from './escape.ts';

/** Maximum size of the evidence of one deviation, and of all evidence of one requirement. */
const evidenceRoom = 4_000;
const requirementRoom = 12_000;

/** One deviating requirement, folded: its text is always visible, the evidence and the sources are inside. */
export function deviatingRequirement({
  requirement,
  deviations,
  severity,
  fails,
}: DeviatingRequirement): string {
  const { id, text, level, advisory, basis, cause, source } = requirement;
  const weight = [
    level,
    ...(advisory ? ['advisory'] : []),
    ...(basis === 'documented' ? [] : [basis]),
    impactOf(requirement),
  ];
  const title = `<b>${severity}</b> <code>${escapeHtml(shortened(id, 100))}</code> ${escapeHtml(shortened(text, 400))}`;
  return [
    `<details>\n<summary>${title}</summary>`,
    `${weight.join(', ')}${fails ? '' : '; does not fail the run'}.`,
    fit(deviations, evidence, {
      room: requirementRoom,
      more: (left) => `And ${left} more deviations from this requirement.`,
      separator: '\n\n',
    }),
    ...(cause === '' ? [] : [`Usually: ${inline(shortened(cause, 600))}`]),
    fit(source, (one) => `Source: ${link(shortened(one, 400))}`, {
      room: 2_000,
      more: (left) => `And ${left} more sources.`,
      separator: '  \n',
    }),
    `Explained by ${name(`lambdaspec explain ${shortened(id, 100)}`)}.`,
    '</details>',
  ].join('\n\n');
}

function evidence(deviation: Deviation): string {
  return fenced(shortenedLines(deviationText(deviation).split('\n'), evidenceRoom));
}
