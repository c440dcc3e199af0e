import type { Run } from '../../harness/run/run.ts';
import { type LevelColumn, levelColumns, Tally } from '../../harness/run/tally.ts';
import { bar } from './markup/bar.ts';
import { html, type Markup } from './markup/markup.ts';
import { deviationTones } from './words.ts';

const columnNames: Readonly<Record<LevelColumn, string>> = {
  MUST: 'MUST',
  SHOULD: 'SHOULD',
  MAY: 'MAY, advisory',
};

/** How many requirements of each level hold, as numbers and as bars. */
export function levels(run: Run): Markup {
  const all = new Tally(run.requirements);
  return html`<table class="levels">
    <caption>
      Requirements by level. A deviation at ${run.failOn}${run.failOn !== 'MUST' && ' or above'} fails the
      run.
    </caption>
    <thead>
      <tr>
        <th scope="col">Level</th>
        <th scope="col" class="num">hold</th>
        <th scope="col" class="num">deviate</th>
        <th scope="col" class="num">expected</th>
        <th scope="col" class="num">not judged</th>
        <th scope="col"><span class="vh">Share</span></th>
      </tr>
    </thead>
    <tbody>
      ${levelColumns.map((column) => levelRow(column, all.of(column)))}
    </tbody>
  </table>`;
}

function levelRow(column: LevelColumn, tally: Tally): Markup {
  const figures = [
    ['good', '✓', tally.count('conformant')],
    [deviationTones[column], '✗', tally.count('deviates')],
    ['note', '~', tally.count('expected')],
    ['faint', '–', tally.count('not-judged')],
  ] as const;
  return html`<tr>
    <th scope="row">${columnNames[column]}</th>
    ${figures.map(
      ([tone, symbol, count]) =>
        html`<td class="num ${count > 0 ? tone : 'faint'}">
          <span aria-hidden="true">${count > 0 && symbol}</span> ${count}
        </td>`,
    )}
    <td>
      ${bar(figures.map(([tone, symbol, count]) => ({ tone: symbol === '~' ? 'expected' : tone, size: count })))}
    </td>
  </tr>`;
}
