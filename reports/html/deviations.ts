/** The deviations: requirement by requirement, most severe first, each deviation with its evidence. */
import { causesIn } from '../../harness/run/causes/causes.ts';
import { impactOf } from '../../harness/run/impact.ts';
import type { Deviation, RequirementResult, Run } from '../../harness/run/run.ts';
import { deviatingRequirements, deviationsByRequirement } from '../../harness/run/deviations.ts';
import { columnOf } from '../../harness/run/tally.ts';
import { deviationsAnchor, requirementAnchor } from './anchors.ts';
import { type CardDetail, deviationCard } from './deviation.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose, source } from './markup/text.ts';
import { levelMark, verdictMark } from './words.ts';

/** Maximum size of the evidence in the document: mail programs and browsers handle a few megabytes well. */
const evidenceBytes = 2_800_000;

/** Beyond this size deviations are shown without a diagram; beyond the maximum, without a trace as well. */
const plainFrom = 0.75 * evidenceBytes;

export function deviationsSection(run: Run): Markup | null {
  const subjects = deviatingRequirements(run);
  const expected = deviationsByRequirement(run);
  const tolerated = run.requirements.filter(({ verdict }) => verdict === 'expected-deviation');
  if (subjects.length + tolerated.length === 0) return null;
  const first = causesIn(run)[0]?.shownBy;
  const budget = new DetailBudget();
  return html`<section aria-labelledby="deviations">
    <h2 id="deviations">Deviations</h2>
    ${subjects.map(({ requirement, deviations, fails }) => {
      const consequence = fails ? 'fails the run' : 'does not fail the run';
      return card(requirement, consequence, budget.cards(deviations, first));
    })}
    ${tolerated.map((requirement) => {
      const told = budget.cards(expected.get(requirement.id) ?? [], undefined);
      return card(requirement, 'expected by the baseline', told);
    })}
  </section>`;
}

/** Renders deviations with as much detail as the size limit allows. */
class DetailBudget {
  #bytes = 0;

  /** @param open The key of the deviation that is unfolded. */
  cards(deviations: readonly Deviation[], open: string | undefined): readonly Markup[] {
    return deviations.map((one) => {
      const told = deviationCard(one, { detail: this.#detail, open: one.key === open });
      this.#bytes += Buffer.byteLength(told.text);
      return told;
    });
  }

  get #detail(): CardDetail {
    if (this.#bytes > evidenceBytes) return 'brief';
    return this.#bytes > plainFrom ? 'plain' : 'full';
  }
}

function card(requirement: RequirementResult, consequence: string, told: readonly Markup[]): Markup {
  const { id, text, cause, reason, verdict } = requirement;
  return html`<section
    class="card"
    id="${deviationsAnchor(id)}"
    data-level="${columnOf(requirement)}"
    data-verdict="${verdict}"
  >
    <div class="top">
      ${verdictMark(requirement)} ${levelMark(requirement)}
      <a class="id" href="#${requirementAnchor(id)}">${id}</a>
      <span class="faint small">${consequence}; ${impactOf(requirement)}</span>
    </div>
    <h3>${prose(text)}</h3>
    ${reason !== null && html`<p>${prose(reason)}</p>`} ${told}
    <details>
      <summary class="label">Usual cause and sources</summary>
      <p>${prose(cause)}</p>
      <p class="small">
        ${requirement.source.map((reference, n) => html`${n > 0 && html`<br />`}${source(reference)}`)}
      </p>
    </details>
  </section> `;
}
