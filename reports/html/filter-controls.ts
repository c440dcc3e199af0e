import type { Run, Verdict } from '../../harness/run/run.ts';
import { columnOf } from '../../harness/run/tally.ts';
import { html, type Markup } from './markup/markup.ts';
import { verdictLabel } from './words.ts';

/** The filter for deviations and requirements. Hidden until the script runs. */
export function tools(run: Run): Markup | null {
  if (run.requirements.length === 0) return null;
  const levels = (['MUST', 'SHOULD', 'MAY'] as const).filter((level) =>
    run.requirements.some((one) => columnOf(one) === level),
  );
  const verdicts = [...new Set(run.requirements.map(({ verdict }): Verdict => verdict))];
  return html`<div class="tools" role="search" aria-label="Filter requirements" hidden data-script>
    <input
      id="search"
      type="search"
      placeholder="Filter by text or id"
      aria-label="Text or id"
      autocomplete="off"
    />
    <select id="level" aria-label="Level">
      <option value="">every level</option>
      ${levels.map((level) => html`<option>${level}</option>`)}
    </select>
    <select id="verdict-filter" aria-label="Verdict">
      <option value="">every verdict</option>
      ${verdicts.map((verdict) => html`<option value="${verdict}">${verdictLabel(verdict)}</option>`)}
    </select>
    <button type="button" id="reset">Reset</button>
    <output id="shown" aria-live="polite"></output>
  </div>`;
}
