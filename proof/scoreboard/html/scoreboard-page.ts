/** The scoreboard as one HTML file that loads nothing and is complete without its script. Pure. */
import { plural } from '../../../harness/base/plural.ts';
import { html, type Markup } from '../../../reports/html/markup/markup.ts';
import { page } from '../../../reports/html/page.ts';
import { isJudged, standingOf, type Entry, type Judged } from '../board.ts';
import { OURS } from '../example-file.ts';
import { findingsSection } from './findings-section.ts';
import { matrixSection } from './matrix.ts';
import { runtimesSection } from './runtimes-section.ts';
import { scoreboardScript } from './scoreboard-script.ts';
import { scoreboardStyle } from './scoreboard-style.ts';
import { timingsSection } from './timings-section.ts';

export function scoreboardPage(entries: readonly Entry[]): string {
  const judged = entries.filter(isJudged);
  return page({
    title: 'lambdaspec scoreboard',
    icon: { symbol: 'λ', colour: '#1a5aa0' },
    skip: { id: 'matrix', words: 'Skip to the matrix' },
    extraStyle: scoreboardStyle,
    ownScript: scoreboardScript,
    header: header(),
    main: html`${summary(entries, judged)} ${runtimesSection(entries)} ${matrixSection(judged)}
    ${findingsSection(judged)} ${timingsSection(judged)}`,
    footer: html`<p>
      Written by <code>npm run scoreboard</code>, which builds and judges every runtime in
      <a href="https://github.com/lambdaspec/lambdaspec/tree/main/examples">examples/</a>. Request ids, ports
      and times are left out of the evidence. What a requirement asks for, and why, is in
      <a href="https://github.com/lambdaspec/lambdaspec/blob/main/docs/requirements.md">the catalogue</a>.
    </p>`,
  });
}

function header(): Markup {
  const sections = { runtimes: 'Runtimes', matrix: 'Matrix', findings: 'Findings', timings: 'Timings' };
  return html`<div class="brand">
    <span><strong>lambdaspec</strong> scoreboard</span>
    <nav aria-label="Sections">
      <ul>
        ${Object.entries(sections).map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
      </ul>
    </nav>
  </div>`;
}

function summary(entries: readonly Entry[], judged: readonly Judged[]): Markup {
  const others = judged.filter(({ example }) => example.by !== OURS).length;
  const requirements = new Set(judged.flatMap(({ run }) => run.requirements.map(({ id }) => id))).size;
  const deviating = judged.filter((one) => standingOf(one, 'MUST').deviates > 0).length;
  const missing = entries.length - judged.length;
  return html`<section class="intro" aria-labelledby="title">
    <h1 id="title">How Lambda runtimes keep the Runtime API contract</h1>
    <p class="lead">
      ${plural(judged.length, 'runtime')}, ${others} of them by other authors, judged by lambdaspec
      ${judged[0]?.run.tool.version} against ${requirements} requirements.
      ${deviating === 0 ? 'None deviates from a MUST.' : `${deviating} of them ${deviating === 1 ? 'deviates' : 'deviate'} from a MUST.`}
      ${missing > 0 && html`${plural(missing, 'further runtime')} ${missing === 1 ? 'is' : 'are'} not judged here; the table says why.`}
    </p>
    <p class="small faint">
      <b>MUST</b> is imperative in AWS’s documentation, <b>SHOULD</b> is recommended there or done by every
      official client, <b>MAY</b> is information. Each deviation was seen twice, in a fresh sandbox, and
      beside a control that holds.
    </p>
  </section>`;
}
