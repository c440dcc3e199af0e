/** What does not hold: requirement by requirement, gravest first, each deviation with its evidence. */
import type { Deviation, RequirementResult, Run } from '../../harness/run-model.ts';
import { deviatingRequirements, deviationsByRequirement } from '../deviations.ts';
import { deviationsAnchor, requirementAnchor } from './anchors.ts';
import { type Detail, deviation } from './deviation.ts';
import { html, type Markup } from './markup.ts';
import { prose, source } from './text.ts';
import { levelMark, toneOf, verdictMark } from './words.ts';

/** How many deviations are unfolded from the start. */
const unfolded = 5;

/** How much of the document evidence may take: mail and browsers are at ease with a few megabytes. */
const evidenceBytes = 3_000_000;

/** Bytes from which a deviation is told without its diagram, and from which without its trace. */
const plainFrom = 0.75 * evidenceBytes;

export function deviationsSection(run: Run): Markup | null {
  const subjects = deviatingRequirements(run);
  const expected = deviationsByRequirement(run);
  const tolerated = run.requirements.filter(({ verdict }) => verdict === 'expected-deviation');
  if (subjects.length + tolerated.length === 0) return null;
  const teller = new Teller();
  return html`<section aria-labelledby="deviations">
    <h2 id="deviations">Deviations</h2>
    ${subjects.map(({ requirement, deviations, fails }) =>
      card(requirement, deviations, fails ? 'fails the run' : 'does not fail the run', teller),
    )}
    ${tolerated.map((requirement) =>
      card(requirement, expected.get(requirement.id) ?? [], 'expected by the baseline', teller),
    )}
  </section>`;
}

/** Tells deviations as fully as there is room. */
class Teller {
  #told = 0;
  #bytes = 0;

  tell(one: Deviation, tone: string): Markup {
    const detail: Detail = this.#bytes > evidenceBytes ? 'brief' : this.#bytes > plainFrom ? 'plain' : 'full';
    const told = deviation(one, { detail, open: this.#told < unfolded && tone === 'error' });
    this.#told += 1;
    this.#bytes += Buffer.byteLength(told.text);
    return told;
  }
}

function card(
  requirement: RequirementResult,
  deviations: readonly Deviation[],
  consequence: string,
  teller: Teller,
): Markup {
  const { id, text, cause, reason, level, verdict } = requirement;
  return html`<section
    class="card"
    id="${deviationsAnchor(id)}"
    data-level="${level}"
    data-verdict="${verdict}"
  >
    <div class="top">
      ${verdictMark(requirement)} ${levelMark(requirement)}
      <a class="id" href="#${requirementAnchor(id)}">${id}</a> <span class="faint small">${consequence}</span>
    </div>
    <h3>${prose(text)}</h3>
    ${reason !== null && html`<p>${prose(reason)}</p>`}
    ${deviations.map((one) => teller.tell(one, toneOf(requirement)))}
    <p class="cause"><span class="label">Usual cause</span>${prose(cause)}</p>
    <p class="small">
      <span class="label">Sources</span>${requirement.source.map(
        (reference, n) => html`${n > 0 && html`<br />`}${source(reference)}`,
      )}
    </p>
  </section> `;
}
