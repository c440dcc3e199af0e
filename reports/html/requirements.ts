/** Every selected requirement, by area: its text, its verdict with the reason, and its sources. */
import { impactOf } from '../../harness/run/impact.ts';
import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { columnOf, tallyByArea } from '../../harness/run/tally.ts';
import { areaAnchor, deviationsAnchor, requirementAnchor } from './anchors.ts';
import { html, type Markup } from './markup/markup.ts';
import { brokenAtSlashes, prose, source } from './markup/text.ts';
import { plural } from '../../harness/base/plural.ts';
import { levelMark, verdictMark } from './words.ts';

export function requirementsSection(run: Run): Markup | null {
  if (run.requirements.length === 0) return null;
  const areas = Array.from(tallyByArea(run), ([area, tally]) => {
    const holds = tally.count('conformant');
    return html`<details data-group>
      <summary>
        <h3 class="area" id="${areaAnchor(area)}">
          ${area} <span class="faint small">${holds} of ${tally.applicable} hold</span>
        </h3>
      </summary>
      ${tally.results.map((result) => requirement(result, heldIn(run, result)))}
    </details>`;
  });
  return html`<section aria-labelledby="requirements">
    <h2 id="requirements">Requirements</h2>
    ${areas}
  </section>`;
}

const bases = {
  documented: 'documented by AWS',
  openapi: 'stated by the OpenAPI description of the Runtime API',
  observed: 'observed in Lambda or in the runtimes of AWS',
  inferred: 'inferred from the documentation',
} as const;

/** The trace of a passing case, if it was kept. */
type Held = NonNullable<Run['held']>[number] | undefined;

function heldIn({ held = [] }: Run, { id }: RequirementResult): Held {
  return held.find(({ requirements }) => requirements.includes(id));
}

/** The trace in which a requirement held. Requirements that share it link to the first of them. */
function passingCase(held: Held, id: string): Markup | null {
  if (held === undefined) return null;
  const [first = id] = held.requirements;
  if (first !== id) {
    return html`<p class="small">
      Seen in the same case as <a href="#${requirementAnchor(first)}"><code>${first}</code></a
      >.
    </p>`;
  }
  return html`<details>
    <summary class="label">A case in which it held, ${plural(held.trace.length, 'line')}</summary>
    <p class="small faint">“${prose(held.test)}”</p>
    <pre class="box lines">${held.trace.map((line) => html`<span>${brokenAtSlashes(line)}</span>`)}</pre>
  </details>`;
}

function requirement(result: RequirementResult, held: Held): Markup {
  const { id, basis, profile, text, observations, reason, cause, deviations } = result;
  return html`<details
    class="req"
    id="${requirementAnchor(id)}"
    data-level="${columnOf(result)}"
    data-verdict="${result.verdict}"
  >
    <summary>
      <span>${verdictMark(result)}</span>
      <span
        >${prose(text)}<span class="sub">${levelMark(result)} <span class="id">${id}</span></span></span
      >
    </summary>
    <div class="body">
      <dl>
        ${
          reason !== null &&
          html`<dt>Reason</dt>
            <dd>${prose(reason)}</dd>`
        }
        ${
          deviations.length > 0 &&
          html`<dt>Deviations</dt>
            <dd><a href="#${deviationsAnchor(id)}">${plural(deviations.length, 'deviation')}</a></dd>`
        }
        <dt>Observed</dt>
        <dd>${observations === 0 ? 'never' : observations === 1 ? 'once' : `${observations} times`}</dd>
        <dt>Basis</dt>
        <dd>${bases[basis]}</dd>
        <dt>Profile</dt>
        <dd>${profile}</dd>
        <dt>A deviation</dt>
        <dd>${impactOf(result)}</dd>
        <dt>Usual cause</dt>
        <dd>${prose(cause)}</dd>
        <dt>Sources</dt>
        <dd>
          <ul>
            ${result.source.map((reference) => html`<li>${source(reference)}</li>`)}
          </ul>
        </dd>
      </dl>
      ${passingCase(held, id)}
    </div>
  </details> `;
}
