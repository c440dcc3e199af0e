import type { Deviation } from '../../harness/run/run.ts';
import { deviationAnchor } from './anchors.ts';
import { diagram } from './diagram/diagram.ts';
import { timeAxis } from './diagram/time-axis.ts';
import { html, type Markup } from './markup/markup.ts';
import { brokenAtSlashes, clipped, pretty, prose } from './markup/text.ts';
import { plural } from '../../harness/base/plural.ts';

/** How much a card shows: everything, everything except the diagram, or only expected and actual values. */
export type CardDetail = 'full' | 'plain' | 'brief';

/** Maximum characters of a value in a brief card. */
const shortened = 300;

/**
 * One deviation: expected and actual values, the exchange as a diagram and as text, and the command that replays it.
 */
export function deviationCard(
  one: Deviation,
  { detail, open }: { readonly detail: CardDetail; readonly open: boolean },
): Markup {
  const { requirement, code, message, expected, actual, test, times, counterexample } = one;
  const shown = detail === 'brief' ? shortened : undefined;
  return html`<details class="deviation" id="${deviationAnchor(one)}" ${open && html`open`}>
    <summary>
      <h4>${prose(message)}</h4>
      <code class="faint small">${requirement}/${code}</code>
      ${times > 1 && html`<span class="faint small">seen ${times} times</span>`}
    </summary>
    <div class="body">
      <dl class="pair">
        <div>
          <dt>Expected</dt>
          <dd>${prose(expected, shown)}</dd>
        </div>
        <div class="actual">
          <dt>Actual</dt>
          <dd>${prose(actual, shown)}</dd>
        </div>
      </dl>
      ${
        one.expectedBecause !== null &&
        html`<div><span class="label">Expected by the baseline</span> ${prose(one.expectedBecause)}</div>`
      }
      ${
        counterexample !== null &&
        html`<div>
          <span class="label">Smallest input that reproduces it</span>
          <pre class="box">${clipped(pretty(counterexample), shown)}</pre>
        </div>`
      }
      ${detail === 'full' && html`${diagram(one)}${timeAxis(one)}`}
      ${detail !== 'brief' && html`${trace(one)}${output(one)}`}
      ${detail === 'brief' && html`<p class="faint">The exchange is in run.json: this run has too many deviations to show them all.</p>`}
      ${replay(one)}
      <p class="small faint">
        Found by “${prose(test)}”. <a href="#${deviationAnchor(one)}">Link to this deviation</a>
      </p>
    </div>
  </details> `;
}

function trace({ trace: lines, exchange = [] }: Deviation): Markup | null {
  if (lines.length === 0) return null;
  const decisive = new Set(exchange.filter((step) => step.decisive).map(({ line }) => line));
  const injected = new Set(exchange.filter(({ kind }) => kind === 'fault').map(({ line }) => line));
  const toneOf = (n: number): string => (decisive.has(n) ? 'decisive' : injected.has(n) ? 'fault' : '');
  return html`<details>
    <summary class="label">The exchange as text, ${plural(lines.length, 'line')}</summary>
    <pre class="box lines">
${lines.map((line, n) => html`<span class="${toneOf(n)}">${brokenAtSlashes(line)}</span>`)}</pre>
  </details>`;
}

function output({ output: text }: Deviation): Markup | null {
  if (text.trim() === '') return null;
  return html`<details>
    <summary class="label">End of the runtime's output</summary>
    <pre class="box">${clipped(text.trimEnd())}</pre>
  </details>`;
}

function replay({ replay: command, case: stored }: Deviation): Markup | null {
  if (command === null) return null;
  const link =
    stored !== null && /^cases\/[\w.-]+$/.test(stored)
      ? html` <a class="small" href="${stored}">the case</a>`
      : null;
  return html`<div>
    <span class="label">Replay${link}</span>
    <div class="copy">
      <code tabindex="0" role="textbox" aria-readonly="true" aria-label="Command that replays this deviation"
        >${brokenAtSlashes(command)}</code
      ><button type="button" hidden data-script>Copy</button>
    </div>
  </div>`;
}
