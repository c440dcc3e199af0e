/** The deviations of each runtime by their findings, with the evidence that the cells of the matrix open. */
import { plural } from '../../../harness/base/plural.ts';
import { html, type Markup } from '../../../reports/html/markup/markup.ts';
import { prose } from '../../../reports/html/markup/text.ts';
import { explained, standingOf, type Explained, type Judged } from '../board.ts';
import type { Evidence } from '../evidence.ts';
import { shownEvidence } from '../evidence-file.ts';
import type { Deviation } from '../../../harness/run/run.ts';
import type { Example } from '../examples.ts';
import type { Finding } from '../findings-file.ts';
import { evidenceAnchor } from './matrix.ts';

export function findingsSection(judged: readonly Judged[]): Markup {
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    <p>The deviations of each runtime, under the cause that its source shows.</p>
    ${judged.map(runtimeFindings)}
  </section>`;
}

function runtimeFindings(judged: Judged): Markup {
  const { example } = judged;
  const all = explained(judged);
  const rest = all.filter(({ finding }) => finding === undefined);
  const counts = (['MUST', 'SHOULD', 'MAY'] as const)
    .map((level) => [level, standingOf(judged, level).deviates] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`);
  const cards: Cards = { example, evidence: shownEvidence(judged), seen: new Set() };
  const body = example.findings.map((finding) =>
    findingCard(
      finding,
      all.filter((one) => one.finding === finding),
      cards,
    ),
  );
  return html`<details class="runtime" id="d-${example.name}">
    <summary>
      <h3>
        ${example.title}${example.version !== undefined && html` <span class="faint">${example.version}</span>`}
      </h3>
      <span class="small faint">${counts.length === 0 ? 'no deviation' : counts.join(', ')}</span>
    </summary>
    ${body}
    ${
      rest.length > 0 &&
      html`<div class="card">
        <h4>${example.findings.length === 0 ? plural(rest.length, 'deviation') : 'Without a finding'}</h4>
        ${rest.map((one) => evidencePart(one, cards))}
      </div>`
    }
  </details>`;
}

const tones = { fault: 'error', deliberate: 'note', debatable: 'warning' } as const;

interface Cards {
  readonly example: Example;
  readonly evidence: (deviation: Deviation) => Evidence;
  /** The anchors that have been given. */
  readonly seen: Set<string>;
}

function findingCard(finding: Finding, own: readonly Explained[], cards: Cards): Markup {
  const { slug, title, cause, places, judgement, why, upstream, reproduce } = finding;
  return html`<div class="card" id="f-${cards.example.name}-${slug}">
    <div class="top">
      <h4>${prose(title)}</h4>
      <span class="mark ${tones[judgement]}">${judgement}</span>
    </div>
    <p>${prose(cause)}</p>
    <ul class="places small">
      ${places.map(({ file, line, says }) => html`<li><code>${file}:${line}</code> ${prose(says)}</li>`)}
    </ul>
    <p class="small">
      ${prose(why)}
      ${
        upstream.known === 'true'
          ? html`<a href="${upstream.issue}" rel="noreferrer">Known upstream.</a>`
          : 'No issue upstream names it.'
      }
    </p>
    <p class="small"><code>${reproduce}</code></p>
    ${own.map((one) => evidencePart(one, cards))}
  </div>`;
}

function evidencePart({ deviation, column }: Explained, { example, evidence, seen }: Cards): Markup {
  const { message, expected, actual, wire } = evidence(deviation);
  const { requirement, code } = deviation;
  const anchor = evidenceAnchor(example.name, requirement);
  const first = !seen.has(anchor);
  seen.add(anchor);
  return html`<div class="evidence" data-of="${anchor}" ${first && html`id="${anchor}"`}>
    <p>
      <span class="level ${column.toLowerCase()}">${column}</span>
      <code>${requirement}/${code}</code>
    </p>
    <p>${prose(message)}</p>
    <dl class="pair">
      <div>
        <dt>Expected</dt>
        <dd>${prose(expected)}</dd>
      </div>
      <div class="actual">
        <dt>Actual</dt>
        <dd>${prose(actual)}</dd>
      </div>
    </dl>
    ${wire.length > 0 && html`<pre class="box">${wire.join('\n')}</pre>`}
  </div>`;
}
