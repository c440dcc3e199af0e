/**
 * The document for people: one file that opens anywhere, loads nothing and needs no script. The verdict comes first,
 * then what does not hold with its evidence, then every requirement, then the circumstances. The sections live in
 * `html/`, one file each.
 */
import type { Run } from '../../harness/run/run.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { aboutSection, moment } from './about.ts';
import { areasSection } from './areas.ts';
import { deviationsSection } from './deviations.ts';
import { html, type Markup } from './markup.ts';
import { page } from './page.ts';
import { requirementsSection } from './requirements.ts';
import { tools } from './filter-controls.ts';
import { unjudgedSection } from './unjudged.ts';
import { runVerdict, verdictSection } from './verdict.ts';

const iconColours = { good: '#1a6b34', error: '#b3201b', warning: '#85500a' } as const;

/** Renders a run as one self-contained HTML document. */
export function renderHtml(run: Run): string {
  const { symbol, tone, words } = runVerdict(run);
  const sections = {
    areas: areasSection(run),
    deviations: deviationsSection(run),
    requirements: requirementsSection(run),
    'not-judged': unjudgedSection(run),
    run: aboutSection(run),
  };
  return page({
    title: `${symbol} ${commandLine(run.target.command)} ${words}`,
    icon: { symbol, colour: iconColours[tone] },
    header: header(run, sections),
    main: html`${verdictSection(run)} ${sections.areas} ${tools(run)} ${sections.deviations}
    ${sections.requirements} ${sections['not-judged']} ${sections.run}`,
    footer: html`<p>
      Made by lambdaspec ${run.tool.version} from run.json, which holds the same and more; every other report
      can be made from it again.
    </p>`,
  });
}

const names: Readonly<Record<string, string>> = {
  areas: 'Areas',
  deviations: 'Deviations',
  requirements: 'Requirements',
  'not-judged': 'Not judged',
  run: 'About this run',
};

function header(run: Run, sections: Readonly<Record<string, Markup | null>>): Markup {
  const links = Object.entries(sections).flatMap(([id, section]) =>
    section === null ? [] : html`<li><a href="#${id}">${names[id]}</a></li>`,
  );
  return html`<div class="brand">
    <span
      ><strong>lambdaspec</strong> conformance report ·
      <time datetime="${run.startedAt}">${moment(run.startedAt)}</time></span
    >
    <nav aria-label="Sections">
      <ul>
        ${links}
      </ul>
    </nav>
  </div>`;
}
