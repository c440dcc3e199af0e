/** The table of runtimes: what each is, how it stands at each level, and its badge. */
import { renderBadgeSvg } from '../../../reports/badge/badge.ts';
import { html, type Markup } from '../../../reports/html/markup/markup.ts';
import type { LevelColumn } from '../../../harness/run/tally.ts';
import { isJudged, standingOf, type Entry, type Judged } from '../board.ts';
import type { Example } from '../examples.ts';

const levels: readonly LevelColumn[] = ['MUST', 'SHOULD', 'MAY'];
const tones = { MUST: 'error', SHOULD: 'warning', MAY: 'note' } as const;

export function runtimesSection(entries: readonly Entry[]): Markup {
  return html`<section aria-labelledby="runtimes">
    <h2 id="runtimes">Runtimes</h2>
    <div class="scroll" role="region" aria-label="Table of runtimes" tabindex="0">
      <table class="runtimes">
        <thead>
          <tr>
            <th scope="col">Runtime</th>
            ${levels.map((level) => html`<th scope="col" class="num">${level}</th>`)}
            <th scope="col">Badge</th>
          </tr>
        </thead>
        <tbody>
          ${entries.map((entry) => (isJudged(entry) ? judgedRow(entry) : missingRow(entry.example, entry.obstacle)))}
        </tbody>
      </table>
    </div>
    <p class="small faint">
      At each level: how many requirements hold, and how many the runtime deviates from.
    </p>
  </section>`;
}

function judgedRow(judged: Judged): Markup {
  const { example, run } = judged;
  const svg = renderBadgeSvg(run);
  const words = /aria-label="([^"]*)"/.exec(svg)?.[1] ?? '';
  return html`<tr>
    ${nameCell(example)} ${levels.map((level) => standingCell(judged, level))}
    <td>
      <img src="data:image/svg+xml,${encodeURIComponent(svg)}" alt="${words}" height="20" />
    </td>
  </tr>`;
}

function standingCell(judged: Judged, level: LevelColumn): Markup {
  const { holds, deviates } = standingOf(judged, level);
  const tone = deviates === 0 ? 'faint' : tones[level];
  return html`<td class="num">
    <span class="good">✓ ${holds}</span> <span class="${tone}">✗ ${deviates}</span>
  </td>`;
}

function missingRow(example: Example, obstacle: string): Markup {
  return html`<tr>
    ${nameCell(example)}
    <td colspan="4" class="faint">Not judged here. ${obstacle}</td>
  </tr>`;
}

function nameCell({ name, title, language, by, runtime, version, source, note, profiles }: Example): Markup {
  const packageName = runtime === undefined ? null : html`<code>${runtime}</code> ${version}, `;
  return html`<th scope="row" id="r-${name}">
    <a href="#d-${name}"><b>${title}</b></a>
    <span class="sub"
      >${packageName}${language}, by
      ${source === undefined ? by : html`<a href="${source}" rel="noreferrer">${by}</a>`}</span
    >
    ${profiles.length > 1 && html`<span class="sub">claims ${profiles.join(', ')}</span>`}
    ${note !== undefined && html`<span class="sub">${note}</span>`}
  </th>`;
}
