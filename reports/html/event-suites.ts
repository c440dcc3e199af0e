import { plural } from '../../harness/base/plural.ts';
import type { EventSuiteResult, EventTestResult } from '../../harness/run/event-suite.ts';
import type { Run } from '../../harness/run/run.ts';
import { html, type Markup } from './markup/markup.ts';
import { brokenAtSlashes, clipped } from './markup/text.ts';

/** The suites of events that were played beside the requirements. */
export function eventSuitesSection({ suites = [] }: Run): Markup | null {
  if (suites.length === 0) return null;
  return html`<section aria-labelledby="suites">
    <h2 id="suites">Suites of events</h2>
    ${suites.map(suitePart)}
  </section>`;
}

function suitePart({ file, tests }: EventSuiteResult): Markup {
  const passed = tests.filter(({ verdict }) => verdict === 'passed').length;
  return html`<div class="card">
    <h3>${file}</h3>
    <p>${passed} of ${plural(tests.length, 'test')} pass.</p>
    ${tests.map(testPart)}
  </div>`;
}

function testPart({ name, handler, verdict, failures, trace, output }: EventTestResult): Markup {
  const mark = verdict === 'passed' ? (['good', '✓'] as const) : (['error', '✗'] as const);
  const title = html`<span class="mark ${mark[0]}"
      ><span aria-hidden="true">${mark[1]}</span> ${verdict}</span
    >
    ${name} <code class="faint small">${handler}</code>`;
  if (verdict === 'passed') return html`<p>${title}</p>`;
  return html`<details class="deviation" open>
    <summary>${title}</summary>
    <div class="body">
      ${failures.map(
        ({ assertion, expected, actual }) =>
          html`<dl class="pair">
            <div>
              <dt>Expected ${assertion}</dt>
              <dd>${clipped(expected)}</dd>
            </div>
            <div class="actual">
              <dt>Actual</dt>
              <dd>${clipped(actual)}</dd>
            </div>
          </dl>`,
      )}
      <pre class="box lines">${trace.map((line) => html`<span>${brokenAtSlashes(line)}</span>`)}</pre>
      ${
        output.trim() !== '' &&
        html`<div>
          <span class="label">End of the runtime's output</span>
          <pre class="box">${clipped(output.trimEnd())}</pre>
        </div>`
      }
    </div>
  </details>`;
}
