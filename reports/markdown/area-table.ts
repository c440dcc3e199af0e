import type { Run } from '../../harness/run/run.ts';
import { levelColumns, type Standing, Tally, tallyByArea } from '../../harness/run/tally.ts';
import { fit, shortened } from './size-budget.ts';
import { inline } from './escape.ts';

const marks: readonly (readonly [Standing, string])[] = [
  ['conformant', '✓'],
  ['deviates', '✗'],
  ['expected', '~'],
  ['not-judged', '–'],
];

/** The table of areas: how many requirements hold, deviate or were not judged, per area and level. */
export function areaTable(run: Run, room: number): string {
  return [
    `| area | ${levelColumns.join(' | ')} |`,
    `| --- |${' --- |'.repeat(levelColumns.length)}`,
    row('**all**', new Tally(run.requirements)),
    fit([...tallyByArea(run)], ([area, tally]) => row(inline(shortened(area, 60)), tally), {
      room,
      more: (left) => `| and ${left} more areas |${' |'.repeat(levelColumns.length)}`,
    }),
    '',
    'Requirements: ✓ conformant, ✗ deviates, ~ deviates as the baseline expects, – not judged.',
  ].join('\n');
}

function row(title: string, tally: Tally): string {
  return `| ${title} | ${levelColumns.map((column) => cell(tally.of(column))).join(' | ')} |`;
}

function cell(tally: Tally): string {
  return marks
    .map(([outcome, mark]) => [tally.count(outcome), mark] as const)
    .filter(([count]) => count > 0)
    .map(([count, mark]) => `${mark} ${count}`)
    .join(', ');
}
