/** The index of causes: what to fix first, with a link to each deviation. */
import { causesIn, deviationsOf } from '../../harness/run/causes/causes.ts';
import type { Cause, Deviation, Run } from '../../harness/run/run.ts';
import { plural } from '../../harness/base/plural.ts';
import { columnOf } from '../../harness/run/tally.ts';
import { deviationAnchor } from './anchors.ts';
import { html, type Markup } from './markup/markup.ts';
import { prose } from './markup/text.ts';

/** Null where nothing deviates unexpectedly. */
export function causesSection(run: Run): Markup | null {
  const causes = causesIn(run);
  if (causes.length === 0) return null;
  const count = causes.reduce((sum, cause) => sum + cause.deviations.length, 0);
  return html`<section aria-labelledby="causes">
    <h2 id="causes">Causes</h2>
    <p class="faint">
      ${plural(count, 'deviation')}, ${plural(causes.length, 'cause')}, in the order in which to fix them.
    </p>
    <ol class="causes">
      ${causes.map((cause) => item(cause, run))}
    </ol>
  </section>`;
}

function item(cause: Cause, run: Run): Markup {
  return html`<li>
    <p>${prose(cause.sentence)}</p>
    <ul>
      ${deviationsOf(cause, run).map((one) => link(one, run))}
    </ul>
  </li> `;
}

function link(one: Deviation, run: Run): Markup {
  const requirement = run.requirements.find(({ id }) => id === one.requirement);
  return html`<li>
    <span class="faint small">${requirement === undefined ? one.level : columnOf(requirement)}</span>
    <a class="id" href="#${deviationAnchor(one)}">${one.requirement}/${one.code}</a>
  </li> `;
}
