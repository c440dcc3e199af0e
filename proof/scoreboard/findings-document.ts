/** examples/FINDINGS.md: each finding as it can be filed. Pure, but for whether a reproduction exists. */
import { existsSync } from 'node:fs';
import { plural } from '../../harness/base/plural.ts';
import { code } from '../support/markdown.ts';
import { explained, isJudged, type Entry, type Explained, type Judged } from './board.ts';
import { shownEvidence } from './evidence-file.ts';
import { OURS } from './example-file.ts';
import type { Example } from './examples.ts';
import type { Finding, Judgement } from './findings-file.ts';
import { reproductionFile } from './reproductions.ts';

const judgements: Readonly<Record<Judgement, string>> = {
  fault: 'A fault',
  deliberate: 'Deliberate',
  debatable: 'Debatable',
};

export function findingsDocument(entries: readonly Entry[]): string {
  const judged = entries.filter(isJudged).filter(({ example }) => example.by !== OURS);
  const all = judged.flatMap(({ example }) => example.findings);
  const faults = all.filter(({ judgement }) => judgement === 'fault');
  const unknown = faults.filter(({ upstream }) => upstream.known === 'false');
  return `${[
    '# Findings',
    '<!-- Written by `npm run scoreboard` from the findings.yaml of each example and its run; do not edit. -->',
    `${plural(all.length, 'cause')} of deviations at MUST or SHOULD in the current releases of ${plural(judged.length, 'runtime')} by other authors, each confirmed in the\nsource. ${faults.length} are judged a fault; no issue upstream names ${unknown.length} of these. The command checks that every deviation of a run has its\nfinding here, and that every finding still shows.`,
    ...judged.flatMap(runtimeFindings),
  ].join('\n\n')}\n`;
}

function runtimeFindings(judged: Judged): string[] {
  const { title, runtime = '', version = '', source = '', name, findings } = judged.example;
  const all = explained(judged);
  return [
    `## ${title}`,
    `[${runtime} ${version}](${source}), in [examples/${name}](${name}/README.md). ${findings.length === 0 ? 'No deviation at MUST or SHOULD.' : `${plural(findings.length, 'finding')}.`}`,
    ...findings.flatMap((finding) =>
      findingText(
        judged,
        finding,
        all.filter((one) => one.finding === finding),
      ),
    ),
  ];
}

function findingText(judged: Judged, finding: Finding, own: readonly Explained[]): string[] {
  const { example, run } = judged;
  const { title, cause, places, judgement, why, upstream } = finding;
  return [
    `### ${title}`,
    `\`${example.runtime ?? ''}\` ${example.version ?? ''}, judged by lambdaspec ${run.tool.version}. ${judgements[judgement]}: ${lowerFirst(why)}`,
    cause,
    places.map(({ file, line, says }) => `- \`${file}\`, line ${line}: ${says}`).join('\n'),
    `Upstream: ${upstream.known === 'true' ? `<${upstream.issue}>` : `no issue found (${upstream.searched.map((query) => `“${query}”`).join(', ')})`}.`,
    own
      .map(
        ({ deviation: { requirement, code: way, message }, column }) =>
          `- ${column} ${code(`${requirement}/${way}`)}: ${message}`,
      )
      .join('\n'),
    ...shownBy(judged, own),
    ...reproduction(example, finding),
  ].filter((part) => part !== '');
}

/** The evidence of the most serious deviation: the others have the same cause. */
function shownBy(judged: Judged, own: readonly Explained[]): string[] {
  const [first] = own.toSorted((a, b) => order.indexOf(a.column) - order.indexOf(b.column));
  if (first === undefined) return [];
  const { expected, actual, wire } = shownEvidence(judged)(first.deviation);
  const told = [
    `expected  ${expected}`,
    `actual    ${actual}`,
    ...(wire.length === 0 ? [] : ['', ...wire]),
  ].join('\n');
  const fence = '`'.repeat(Math.max(3, ...[...told.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [`${fence}text\n${told}\n${fence}`];
}

const order = ['MUST', 'SHOULD', 'MAY'];

function reproduction(example: Example, finding: Finding): string[] {
  const { name } = example;
  const { slug, reproduce } = finding;
  const script = existsSync(reproductionFile(example, finding))
    ? `\n\nWithout lambdaspec: \`npm run reproduction -- ${name} ${slug}\` writes a script from the\n[recorded conversation](${name}/reproductions/${slug}.json).`
    : '';
  return [`Reproduce, from \`examples/${name}\`:\n\n\`\`\`sh\n${reproduce}\n\`\`\`${script}`];
}

function lowerFirst(text: string): string {
  const [first = '', second = ''] = text;
  return second === second.toLowerCase() ? first.toLowerCase() + text.slice(1) : text;
}
