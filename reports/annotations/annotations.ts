/**
 * Workflow commands of GitHub Actions, one per line: the log of a job shows them beside the commit. Each must be alone
 * on its line. GitHub shows ten errors, ten warnings and ten notices per step, so the most severe come first.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
import { columnOf } from '../../harness/run/tally.ts';
import type { Run } from '../../harness/run/run.ts';
import { verdictSummary, verdictTitle } from '../text/verdict-summary.ts';
import { type DeviatingRequirement, deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';

type Kind = 'error' | 'warning' | 'notice';

/** Far below the 64 KB that GitHub accepts, and about as much as a person reads beside a commit. */
const longest = 4000;

/** Renders a run as workflow commands; ends with a newline. */
export function renderAnnotations(run: Run): string {
  const lines = [
    ...unjudged(run),
    ...(run.baseline?.problems ?? []).map(({ line, kind, message }) =>
      command(
        'error',
        { file: run.baseline?.file ?? '', line: String(line), title: `baseline: ${kind}` },
        message,
      ),
    ),
    ...deviatingRequirements(run).map(deviation),
    command('notice', { title: `lambdaspec: ${verdictTitle(run)}` }, `${verdictSummary(run)}.`),
  ];
  return `${lines.join('\n')}\n`;
}

function unjudged(run: Run): string[] {
  const reason =
    run.reason ?? (run.complete ? null : 'The run was interrupted; some requirements were not judged.');
  return reason === null ? [] : [command('error', { title: `lambdaspec: ${verdictTitle(run)}` }, reason)];
}

function deviation({ requirement, deviations, severity, fails }: DeviatingRequirement): string {
  const [first] = deviations;
  const rest = deviations.length - 1;
  const text = [
    first?.message ?? requirement.text,
    ...(first === undefined ? [] : [`expected: ${first.expected}`, `actual: ${first.actual}`]),
    ...(rest > 0 ? [`${rest} more from this requirement`] : []),
    ...(first?.replay ? [`replay: ${first.replay}`] : []),
    `explain: lambdaspec explain ${requirement.id}`,
  ];
  const kind: Kind = fails ? 'error' : severity === 'note' ? 'notice' : 'warning';
  const code = first === undefined ? '' : `/${first.code}`;
  return command(
    kind,
    { title: `${columnOf(requirement)} ${requirement.id}${code}` },
    text.map(forLine).join('\n'),
  );
}

function command(kind: Kind, properties: Readonly<Record<string, string>>, text: string): string {
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${forProperty(forLine(value))}`);
  const message = forLines(text).join('\n');
  return `::${kind} ${shown.join(',')}::${forData(shortened(message))}`;
}

/** Cuts between characters, never inside a surrogate pair. */
function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Escapes what would end the command; the runner unescapes it. */
function forData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property, colon and comma are also syntax. */
function forProperty(text: string): string {
  return forData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
