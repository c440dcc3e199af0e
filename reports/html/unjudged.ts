import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { unjudgedVerdicts } from '../../harness/run/tally.ts';
import { requirementAnchor } from './anchors.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose } from './markup/text.ts';
import { verdictLabel } from './words.ts';

/** The requirements that were not judged, grouped by reason. */
export function unjudgedSection(run: Run): Markup | null {
  const groups = new Map<string, RequirementResult[]>();
  for (const verdict of unjudgedVerdicts) {
    for (const result of run.requirements.filter((one) => one.verdict === verdict)) {
      const title = `${verdictLabel(verdict)}${result.reason === null ? '' : `: ${result.reason}`}`;
      groups.set(title, [...(groups.get(title) ?? []), result]);
    }
  }
  if (groups.size === 0) return null;
  return html`<section aria-labelledby="not-judged">
    <h2 id="not-judged">Not judged</h2>
    <p>
      lambdaspec makes no claim about these requirements. They do not count as holding. Not applicable is what
      this runtime need not do.
    </p>
    <ul class="unjudged">
      ${Array.from(groups, ([title, results]) => group(title, results))}
    </ul>
  </section>`;
}

/** Longer lists are folded. */
const listed = 20;

function group(title: string, results: readonly RequirementResult[]): Markup {
  const head = html`${prose(title)} <span class="faint small">(${results.length})</span>`;
  const ids = html`<div class="ids">
    ${results.map(({ id }) => html`<a class="id" href="#${requirementAnchor(id)}">${id}</a> `)}
  </div>`;
  return results.length > listed
    ? html`<li>
        <details>
          <summary>${head}</summary>
          ${ids}
        </details>
      </li>`
    : html`<li>${head}${ids}</li>`;
}
