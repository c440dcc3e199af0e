/** The matrix: a row for each requirement, a column for each runtime. */
import { html, Markup } from '../../../reports/html/markup/markup.ts';
import type { RequirementResult } from '../../../harness/run/run.ts';
import { columnOf } from '../../../harness/run/tally.ts';
import { areas } from '../../../suites/requirements/index.ts';
import { markOf, rowsByArea, type Judged, type Mark, type Row } from '../board.ts';

/** The sign of each mark, and its class. The level stands in the row, so that no colour says more than the words. */
const signs: Readonly<Record<Mark, readonly [sign: string, className: string]>> = {
  holds: ['✓', 'h'],
  MUST: ['✗', 'x must'],
  SHOULD: ['✗', 'x should'],
  MAY: ['✗', 'x may'],
  'not-judged': ['?', 'q'],
  'not-claimed': ['–', 'n'],
};

/** More columns are narrower, so that all fit beside the requirement. */
const MANY = 16;

export function matrixSection(judged: readonly Judged[]): Markup {
  const byArea = rowsByArea(judged);
  return html`<section aria-labelledby="matrix" class="${judged.length > MANY && 'many'}">
    <h2 id="matrix">Matrix</h2>
    ${tools([...byArea.keys()])}
    <p class="small faint legend">
      <span><i class="h">✓</i> holds</span>
      <span><i class="x must">✗</i> deviates at MUST</span>
      <span><i class="x should">✗</i> at SHOULD</span>
      <span><i class="x may">✗</i> at MAY, or advisory</span>
      <span><i class="q">?</i> not judged</span>
      <span><i class="n">–</i> profile not claimed</span>
    </p>
    <div class="matrix" role="region" aria-label="Requirements by runtime" tabindex="0">
      <table>
        <colgroup>
          <col class="first" />
          <col span="${judged.length}" />
        </colgroup>
        <thead>
          <tr>
            <td></td>
            ${judged.map(({ example: { name, title } }) => html`<th scope="col"><a href="#r-${name}">${title}</a></th>`)}
          </tr>
        </thead>
        ${areas.flatMap((area) => {
          const rows = byArea.get(area);
          return rows === undefined ? [] : [areaBody(area, rows, judged)];
        })}
      </table>
    </div>
    <dialog id="evidence" aria-label="Evidence"></dialog>
  </section>`;
}

function tools(names: readonly string[]): Markup {
  return html`<div class="tools" role="search" aria-label="Filter requirements" hidden data-script>
    <input
      id="search"
      type="search"
      placeholder="Filter by text or id"
      aria-label="Text or id"
      autocomplete="off"
    />
    <select id="area" aria-label="Area">
      <option value="">every area</option>
      ${areas.filter((area) => names.includes(area)).map((area) => html`<option>${area}</option>`)}
    </select>
    <select id="level" aria-label="Level">
      <option value="">every level</option>
      <option>MUST</option>
      <option>SHOULD</option>
      <option>MAY</option>
    </select>
    <select id="which" aria-label="Rows">
      <option value="x">where a runtime deviates</option>
      <option value="">every requirement</option>
      <option value="h">that every runtime keeps</option>
    </select>
    <output id="shown" aria-live="polite"></output>
  </div>`;
}

function areaBody(area: string, rows: readonly Row[], judged: readonly Judged[]): Markup {
  const sums = judged.map((_, n) => rows.filter(({ cells }) => isSerious(cells[n])).length);
  return html`<tbody data-area="${area}">
    <tr class="area-row">
      <th scope="rowgroup">${area}</th>
      ${sums.map((sum) => html`<td>${sum === 0 ? '' : sum}</td>`)}
    </tr>
    ${rows.map((row) => requirementRow(row, judged))}
  </tbody>`;
}

/** At MUST or SHOULD. */
function isSerious(cell: RequirementResult | undefined): boolean {
  const mark = cell === undefined ? undefined : markOf(cell);
  return mark === 'MUST' || mark === 'SHOULD';
}

function requirementRow({ requirement, cells }: Row, judged: readonly Judged[]): Markup {
  const { id, text, advisory, level } = requirement;
  const marks = cells.map((cell): Mark => (cell === undefined ? 'not-claimed' : markOf(cell)));
  const deviates = marks.some((mark) => mark === 'MUST' || mark === 'SHOULD' || mark === 'MAY');
  const kept = marks.every((mark) => mark === 'holds' || mark === 'not-claimed');
  return html`<tr data-level="${columnOf(requirement)}" data-which="${deviates ? 'x' : kept ? 'h' : 'q'}">
    <th scope="row">
      <span class="level">${level}${advisory && ', advisory'}</span>
      <a href="${documentation(id)}">${id}</a><span class="text">${text.replaceAll('`', '')}</span>
    </th>
    ${cells.map((cell, n) => matrixCell(id, cell, marks[n] ?? 'not-claimed', judged[n]))}
  </tr>`;
}

function matrixCell(
  id: string,
  cell: RequirementResult | undefined,
  mark: Mark,
  judged: Judged | undefined,
): Markup {
  const [sign, className] = signs[mark];
  const { name = '', title = '' } = judged?.example ?? {};
  if (className.startsWith('x')) {
    return html`<td class="${className}">
      <a href="#${evidenceAnchor(name, id)}" aria-label="${title}: deviates">${sign}</a>
    </td>`;
  }
  if (mark === 'not-judged') return html`<td class="q" title="${cell?.reason ?? ''}">${sign}</td>`;
  // Thousands of these: as short as possible.
  return new Markup(`<td class="${className}">${sign}</td>`);
}

/** Where the evidence of a deviation stands. */
export function evidenceAnchor(name: string, id: string): string {
  return `${name}--${id}`;
}

/** The requirement in the catalogue, with the anchor that GitHub gives its heading. */
export function documentation(id: string): string {
  const anchor = id.replaceAll(/[^\w-]/g, '');
  return `https://github.com/lambdaspec/lambdaspec/blob/main/docs/requirements.md#${anchor}`;
}
