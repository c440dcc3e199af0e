/**
 * The document for a job summary, a pull request or an issue: the verdict, the table of areas, each deviation folded
 * with its evidence, what the baseline expects, what was not judged. It uses the Markdown that GitHub and GitLab share.
 * It always stays below the size of a GitHub comment, and states how much it leaves out.
 */
import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { verdictSummary, verdictTitle } from '../text/verdict-summary.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLines } from '../../harness/base/escape.ts';
import { areaTable } from './area-table.ts';
import { deviatingRequirement } from './deviation.ts';
import { fit, shortened, shortenedLines } from './size-budget.ts';
import { fenced, inline, name } from './escape.ts';
import { unjudgedVerdicts } from '../../harness/run/tally.ts';

/**
 * Below the 65,536 characters of a comment, so that a workflow can add text of its own.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export const markdownLimit = 60_000;

/** Room for each part except the deviations, which get the rest. */
const partRoom = 4_500;

/** Renders a run as Markdown; ends with a newline. */
export function renderMarkdown(run: Run): string {
  const before = [
    `### lambdaspec: ${verdictTitle(run)}`,
    `**${verdictTitle(run)}**: ${verdictSummary(run)}.`,
    circumstances(run),
    ...reason(run),
    ...(run.requirements.length === 0 ? [] : [areaTable(run, partRoom)]),
  ];
  const after = [...expected(run), ...baselineProblems(run), ...unjudged(run), ...warnings(run)];
  const used = [...before, ...after].reduce((sum, part) => sum + part.length + 2, 0);
  return `${[...before, ...deviations(run, markdownLimit - used), ...after].join('\n\n')}\n`;
}

function circumstances({ target, tool, seed }: Run): string {
  const { command, grade, language, coldStartMs, profiles } = target;
  return [
    name(shortened(commandLine(command), 400)),
    `${grade ?? 'unknown'} function${language === null ? '' : ` in ${inline(shortened(language, 60))}`}`,
    ...(coldStartMs === null ? [] : [`cold start ${coldStartMs.toFixed(0)} ms`]),
    `${profiles.length === 1 ? 'profile' : 'profiles'} ${inline(shortened(profiles.join(', '), 200))}`,
    `seed ${seed}`,
    `lambdaspec ${inline(shortened(tool.version, 60))}`,
  ].join(' · ');
}

/** The reason why the run is not complete or not conclusive: one sentence, or several lines. */
function reason(run: Run): string[] {
  const text = run.reason ?? (run.complete ? null : 'The run was interrupted; these are the results so far.');
  return text === null ? [] : [fenced(shortenedLines(forLines(text), partRoom))];
}

function deviations(run: Run, room: number): string[] {
  const deviating = deviatingRequirements(run);
  if (deviating.length === 0) return [];
  const title = '#### Deviations';
  const separator = '\n\n';
  return [
    title,
    fit(deviating, deviatingRequirement, { room: room - title.length - 4, more: moreDeviating, separator }),
  ];
}

function moreDeviating(left: number): string {
  return `**${left} more ${left === 1 ? 'requirement does' : 'requirements do'} not hold**; they do not fit into this document. run.json has them all.`;
}

function expected(run: Run): string[] {
  const results = run.requirements.filter(({ verdict }) => verdict === 'expected-deviation');
  return folded(
    'Deviates as the baseline expects',
    results,
    ({ id, reason: why }) => `- ${name(shortened(id, 100))}${because(why)}`,
  );
}

function baselineProblems({ baseline }: Run): string[] {
  if (baseline === null || baseline.problems.length === 0) return [];
  const { file, problems } = baseline;
  return [
    '#### The baseline is out of date',
    list(
      problems,
      ({ kind, line, message }) =>
        `- ${name(shortened(`${file}:${line}`, 200))} ${kind}: ${inline(shortened(message, 400))}`,
    ),
  ];
}

function unjudged(run: Run): string[] {
  const results = unjudgedVerdicts.flatMap((verdict) =>
    run.requirements.filter((one) => one.verdict === verdict),
  );
  return folded(
    'Not judged',
    results,
    ({ id, level, verdict, reason: why }) =>
      `- ${name(shortened(id, 100))} (${level}) ${verdict.replace('-', ' ')}${because(why)}`,
  );
}

function warnings(run: Run): string[] {
  return run.warnings.length === 0
    ? []
    : ['#### About this run', list(run.warnings, (warning) => `- ${inline(shortened(warning, 400))}`)];
}

function folded(
  title: string,
  results: readonly RequirementResult[],
  line: (result: RequirementResult) => string,
): string[] {
  return results.length === 0
    ? []
    : [`<details>\n<summary>${title}: ${results.length}</summary>\n\n${list(results, line)}\n\n</details>`];
}

function list<Item>(items: readonly Item[], line: (item: Item) => string): string {
  return fit(items, line, { room: partRoom, more: (left) => `- and ${left} more` });
}

function because(why: string | null): string {
  return why === null ? '' : `: ${inline(shortened(why, 300))}`;
}
