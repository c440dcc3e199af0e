/** The first screen: the verdict, what fails the run, and how much of the contract was judged. */
import type { Run } from '../../harness/run/run.ts';
import { type DeviatingRequirement, deviatingRequirements } from '../../harness/run/deviations.ts';
import { Tally } from '../../harness/run/tally.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { deviationsAnchor } from './anchors.ts';
import { levels } from './levels.ts';
import { html, type Markup } from './markup/markup.ts';
import { partWords } from '../text/verdict-summary.ts';
import { warningsSection } from './warnings.ts';
import { oneLine, prose } from './markup/text.ts';
import { duration } from '../text/duration.ts';
import { plural } from '../../harness/base/plural.ts';

/** The verdict in words, its symbol and its tone. */
export function verdictBadge(run: Run): {
  readonly words: string;
  readonly symbol: string;
  readonly tone: 'good' | 'error' | 'warning';
} {
  const open = openMusts(run);
  switch (run.verdict) {
    case 'deviates':
      return { words: 'deviates from the Lambda Runtime API contract', symbol: '✗', tone: 'error' };
    case 'inconclusive':
      return { words: 'could not be judged', symbol: '?', tone: 'warning' };
    case 'conformant':
      return open === 0
        ? { words: 'conforms to the Lambda Runtime API contract', symbol: '✓', tone: 'good' }
        : {
            words: 'conforms to the Lambda Runtime API contract, as far as it was judged',
            symbol: '✓',
            tone: 'good',
          };
  }
}

export function verdictSection(run: Run): Markup {
  const { words, symbol, tone } = verdictBadge(run);
  const part = partWords(run);
  const name = run.target.command[0]?.split('/').at(-1) ?? 'bootstrap';
  return html`<section id="verdict" class="verdict ${tone}" aria-labelledby="verdict-title">
      <h1 id="verdict-title"><span aria-hidden="true">${symbol}</span> <code>${name}</code> ${words}</h1>
      ${part.length > 0 && html`<p><strong>Only a part: ${part.join(', ')}.</strong></p>`}
      <p class="lead">${verdictSummary(run)}</p>
      <p class="faint small">${circumstances(run).join(' · ')}</p>
      ${run.reason !== null && html`<pre class="box">${run.reason}</pre>`}
      ${!run.complete && html`<p><strong>The run was interrupted.</strong> These are the results so far.</p>`}
      ${failures(run)}
    </section>
    ${levels(run)} ${warningsSection(run)}`;
}

/** The conditions of the run in one line; the last section has them all. */
function circumstances({ target, seed, durationMs, tool, host, shard }: Run): readonly string[] {
  const { command, grade, language, profiles } = target;
  const kind = grade === null ? 'function unknown' : `${grade} function`;
  return [
    oneLine(commandLine(command)),
    language === null ? kind : `${kind} in ${language}`,
    `${profiles.length === 1 ? 'profile' : 'profiles'} ${profiles.join(', ')}`,
    `seed ${seed}`,
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.count}`]),
    duration(durationMs),
    `${tool.name} ${tool.version}`,
    `Node ${host.node} on ${host.os} ${host.arch}`,
  ];
}

/** The numbers behind the verdict, in a sentence. */
function verdictSummary(run: Run): string {
  const all = new Tally(run.requirements);
  const judged = all.count('conformant') + all.count('deviates') + all.count('expected');
  if (judged === 0) return `None of the ${plural(all.results.length, 'requirement')} was judged.`;
  const deviating = deviatingRequirements(run);
  const fails = deviating.filter((one) => one.fails).length;
  const notJudged = all.count('not-judged');
  const notApplicable = all.verdicts('not-applicable');
  return [
    `${all.count('conformant')} of ${plural(judged, 'judged requirement')} hold.`,
    consequences(fails, deviating.length - fails),
    notJudged > 0 && `${plural(notJudged, 'requirement was', 'requirements were')} not judged.`,
    notApplicable > 0 && `${plural(notApplicable, 'requirement is', 'requirements are')} not applicable.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function consequences(failing: number, tolerated: number): string {
  if (failing + tolerated === 0) return 'No deviation was found.';
  if (tolerated === 0) return `${plural(failing, 'deviation fails', 'deviations fail')} the run.`;
  if (failing > 0)
    return `${plural(failing, 'deviation fails', 'deviations fail')} the run, ${tolerated} ${tolerated === 1 ? 'does' : 'do'} not.`;
  return `${plural(tolerated, 'deviation does', 'deviations do')} not fail the run.`;
}

function openMusts(run: Run): number {
  const must = new Tally(run.requirements).of('MUST');
  return must.verdicts('inconclusive') + must.verdicts('not-testable');
}

function failures(run: Run): Markup | null {
  const items = deviatingRequirements(run).filter(({ fails }) => fails);
  if (items.length === 0) return null;
  return html`<ul class="failing" aria-label="What fails the run">
    ${items.map(failingItem)}
  </ul>`;
}

function failingItem({ requirement, deviations }: DeviatingRequirement): Markup {
  return html`<li>
    <span class="error" aria-hidden="true">✗</span
    ><span>
      <a href="#${deviationsAnchor(requirement.id)}">${prose(deviations[0]?.message ?? requirement.text)}</a>
      <span class="id">${requirement.id}</span></span
    >
  </li>`;
}
