/**
 * Workflow commands of GitHub Actions, a line each: what the log of a job shows beside the commit. Print them with nothing
 * else on their lines. GitHub shows ten errors, ten warnings and ten notices of a step, hence the gravest first.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
import type { Run } from '../../harness/run/run.ts';
import { claim, verdictWords } from '../text/claim.ts';
import { type DeviatingRequirement, deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';

type Kind = 'error' | 'warning' | 'notice';

/** Below the 64 KB that GitHub takes, and about what a person reads beside a commit. */
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
    command('notice', { title: `lambdaspec: ${verdictWords(run)}` }, `${claim(run)}.`),
  ];
  return `${lines.join('\n')}\n`;
}

function unjudged(run: Run): string[] {
  const reason = run.reason ?? (run.complete ? null : 'The run was interrupted; not all was judged.');
  return reason === null ? [] : [command('error', { title: `lambdaspec: ${verdictWords(run)}` }, reason)];
}

function deviation({ requirement, deviations, severity, fails }: DeviatingRequirement): string {
  const [first] = deviations;
  const rest = deviations.length - 1;
  const text = [
    first?.message ?? requirement.text,
    ...(first === undefined ? [] : [`expected: ${first.expected}`, `actual: ${first.actual}`]),
    ...(rest > 0 ? [`${rest} more of this requirement`] : []),
    ...(first?.replay ? [`replay: ${first.replay}`] : []),
    `explain: lambdaspec explain ${requirement.id}`,
  ];
  const kind: Kind = fails ? 'error' : severity === 'note' ? 'notice' : 'warning';
  const code = first === undefined ? '' : `/${first.code}`;
  return command(
    kind,
    { title: `${requirement.level} ${requirement.id}${code}` },
    text.map(forLine).join('\n'),
  );
}

function command(kind: Kind, properties: Readonly<Record<string, string>>, text: string): string {
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${forProperty(forLine(value))}`);
  const message = forLines(text).join('\n');
  return `::${kind} ${shown.join(',')}::${forData(shortened(message))}`;
}

/** Cuts between characters, not inside one. */
function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What would end the command, as the runner unescapes it. */
function forData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property these two have a meaning as well. */
function forProperty(text: string): string {
  return forData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
