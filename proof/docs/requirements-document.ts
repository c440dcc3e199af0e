/** The catalogue as a page: every requirement by area, with its basis and how it is judged. */
import { areas, requirements } from '../../suites/requirements/index.ts';
import type { Requirement } from '../../harness/run/requirement.ts';
import { wireRules } from '../../suites/wire-rules/index.ts';

/** The title of each chapter. */
const titles: Readonly<Record<(typeof areas)[number], string>> = {
  next: 'Polling for events',
  response: 'Handing in results',
  error: 'Reporting failures of the function',
  init: 'Start, and its failure',
  context: 'What the function gets to see',
  deadline: 'The time that is left',
  trace: 'Tracing',
  environment: 'Variables and the file system',
  loop: 'The loop over many invocations',
  http: 'Being an HTTP client',
  streaming: 'Streamed responses',
  concurrency: 'Managed instances: several invocations at a time',
  snapstart: 'Snapshots',
  shutdown: 'The end',
  logging: 'Output',
  'invocation-id': 'The invocation id',
};

export function requirementsDocument(): string {
  const all = Object.entries(requirements);
  const chapters = areas.map((area) => {
    const own = all.filter(([id]) => id.startsWith(`${area}.`));
    return { area, own, text: own.map(([id, requirement]) => section(id, requirement)).join('\n') };
  });
  const contents = chapters.map(
    ({ area, own }) => `- [${titles[area]}](#${anchor(`${area}: ${titles[area]}`)}), ${own.length}`,
  );
  return `# The requirements

<!-- Made by \`npm run docs\` from the catalogue; change that, not this. -->

${all.length} requirements. **MUST** is imperative in AWS's documentation, **SHOULD** is recommended there or done by every official
client, **MAY** is information. An _advisory_ one never fails a run. _Documented_, _openapi_, _observed_ and _inferred_ say who
claims it: the documentation, the description of the API, every official client by its behaviour, or other standards.
Requirements outside of the profile _core_ are judged where the runtime declares the profile.

${contents.join('\n')}

${chapters.map(({ area, text }) => `## ${area}: ${titles[area]}\n\n${text}`).join('\n')}`;
}

function section(id: string, requirement: Requirement): string {
  const { level, advisory, basis, profile, text, observe, cause, source, needs, excluded } = requirement;
  const weight = [`**${level}**`, ...(advisory === true ? ['advisory'] : []), basis].join(', ');
  const onEveryTrace = wireRules.some((rule) => rule.requirement === id);
  const rows = [
    `How it is judged: ${escaped(observe)}${onEveryTrace ? ' Looked at in every exchange of every test.' : ''}`,
    ...(needs.startsWith('probe:') ? [`Needs: ${needsText(needs)}.`] : []),
    ...(excluded === undefined ? [] : [`Not judged: ${escaped(excluded)}`]),
    `Usual cause: ${escaped(cause)}`,
    `Source: ${source.map(link).join(', ')}`,
  ];
  return `### ${id}

${escaped(text)}

${weight}${profile === 'core' ? '' : `, profile ${profile}`}.

${rows.map((row) => `- ${row}\n`).join('')}`;
}

function needsText(needs: string): string {
  const wanted = needs.replace(/^probe:/, '').split(',');
  return `a [probe function](probe-function.md) that offers ${wanted.map((name) => `\`${name}\``).join(', ')}`;
}

function link(source: string): string {
  return /^https?:\/\/\S+$/.test(source) ? `<${source}>` : escaped(source);
}

/** Escapes Markdown outside code spans. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[\\*_<>[\]|]/g, String.raw`\$&`)))
    .join('');
}

/** The anchor that GitHub gives a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
