import type { Run } from '../../harness/run/run.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose } from './markup/text.ts';

/** What a reader must know beside the verdict: baseline entries that are out of date, and warnings of the run. */
export function warningsSection({ baseline, warnings }: Run): readonly (Markup | null)[] {
  const problems = (baseline?.problems ?? []).map(
    ({ kind, line, message }) =>
      html`<li><code>${baseline?.file}:${line}</code> ${kind}: ${prose(message)}</li>`,
  );
  return [
    callout('The baseline is out of date', problems),
    callout(
      'About the run itself',
      warnings.map((warning) => html`<li>${prose(warning)}</li>`),
    ),
  ];
}

/** A longer list is folded, so that it does not push away the deviations. */
const shown = 4;

function callout(title: string, items: readonly Markup[]): Markup | null {
  if (items.length === 0) return null;
  if (items.length > shown)
    return html`<details class="callout">
      <summary><strong>${title}: ${items.length} remarks</strong></summary>
      <ul>
        ${items}
      </ul>
    </details>`;
  return html`<div class="callout" role="note" aria-label="${title}">
    <strong>${title}</strong>
    <ul>
      ${items}
    </ul>
  </div>`;
}
