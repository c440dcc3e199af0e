import type { Run } from '../../harness/run/run.ts';
import {
  type LevelColumn,
  levelColumns,
  type Standing,
  Tally,
  tallyByArea,
} from '../../harness/run/tally.ts';
import { areaAnchor, deviationsAnchor } from './anchors.ts';
import { html, type Markup } from './markup/markup.ts';
import { deviationTones } from './words.ts';

/** The table of areas: how many requirements hold at each level, with links to those that deviate. */
export function areasSection(run: Run): Markup | null {
  if (run.requirements.length === 0) return null;
  return html`<section aria-labelledby="areas">
    <h2 id="areas">Areas</h2>
    <table class="areas">
      <caption>
        ✓ holds, ✗ deviates, ~ deviates as the baseline expects, – not judged
      </caption>
      <thead>
        <tr>
          <th scope="col">Area</th>
          ${levelColumns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(tallyByArea(run), ([area, tally]) => areaRow(area, tally))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">all</th>
          ${cells(new Tally(run.requirements))}
        </tr>
      </tfoot>
    </table>
  </section>`;
}

function areaRow(area: string, tally: Tally): Markup {
  return html`<tr>
    <th scope="row"><a href="#${areaAnchor(area)}">${area}</a></th>
    ${cells(tally, true)}
  </tr>`;
}

const outcomes: readonly (readonly [Standing, tone: string, symbol: string, words: string])[] = [
  ['conformant', 'good', '✓', 'hold'],
  ['deviates', '', '✗', 'deviate'],
  ['expected', 'note', '~', 'deviate as expected'],
  ['not-judged', 'faint', '–', 'not judged'],
];

function cells(tally: Tally, linked = false): Markup[] {
  return levelColumns.map((column) => html`<td>${cell(tally.of(column), column, linked)}</td>`);
}

function cell(tally: Tally, column: LevelColumn, linked: boolean): Markup {
  if (tally.results.length === 0)
    return html`<span class="faint"><span aria-hidden="true">·</span><span class="vh">none</span></span>`;
  const parts = outcomes.flatMap(([outcome, tone, symbol, words]) => {
    const count = tally.count(outcome);
    if (count === 0) return [];
    const figure = html`<span aria-hidden="true">${symbol}</span> ${count}<span class="vh"> ${words}</span>`;
    const first = tally.results.find(({ verdict }) => verdict === 'deviates');
    return outcome === 'deviates' && linked && first !== undefined
      ? html`<a class="${deviationTones[column]}" href="#${deviationsAnchor(first.id)}">${figure}</a> `
      : html`<span class="${tone || deviationTones[column]}">${figure}</span> `;
  });
  return html`<span class="tally">${parts}</span>`;
}
