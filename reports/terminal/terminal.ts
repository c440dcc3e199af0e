/**
 * The terminal document. The verdict comes last, where the cursor is: first the table of areas, then each deviation
 * with its explanation, what was not judged, warnings, and a summary line. A run that never started shows only that.
 * Each section has its own file in `terminal/`.
 */
import type { Run } from '../../harness/run/run.ts';
import { type DeviatingRequirement, deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLines } from '../../harness/base/escape.ts';
import type { Severity } from '../../harness/run/severity.ts';
import { areaLines } from './area-table.ts';
import { baselineLines } from './baseline.ts';
import { deviationLines, type DeviationDetail } from './deviation.ts';
import { headerLines } from './header.ts';
import { type TerminalOptions, value, wrap } from './layout.ts';
import { plural } from '../../harness/base/plural.ts';
import { createPaint, type Colours } from './colours.ts';
import { summary } from './summary.ts';
import { unjudgedLines } from './unjudged.ts';

export type { TerminalOptions } from './layout.ts';

/** Below this the columns of the table no longer fit. */
const narrowest = 60;

/** Renders a run for a terminal; ends with a newline. */
export function renderTerminal(run: Run, options: TerminalOptions): string {
  const colours = createPaint(options.colour);
  const fitted = { ...options, width: Math.max(narrowest, options.width) };
  const sections = neverStarted(run)
    ? [failure(run, colours, fitted), headerLines(run, colours, fitted.width)]
    : [
        headerLines(run, colours, fitted.width),
        interruption(run, colours, fitted),
        run.requirements.length === 0 ? [] : areaLines(run, colours, fitted.verbose, fitted.width),
        ...deviationSections(run, colours, fitted),
        ...baselineLines(run, colours, fitted),
        unjudgedLines(run, colours, fitted),
      ];
  return [...sections, warnings(run, colours, fitted), summary(run, colours, fitted)]
    .filter((section) => section.length > 0)
    .map((section) => `${section.join('\n')}\n`)
    .join('\n');
}

/** Whether the smoke test failed, so that there is nothing to tabulate. */
function neverStarted(run: Run): boolean {
  return run.verdict === 'inconclusive' && run.target.grade === null && run.deviations.length === 0;
}

function failure(run: Run, colours: Colours, { width }: TerminalOptions): string[] {
  return message(`Inconclusive: ${run.reason ?? 'the run could not judge the runtime.'}`, colours, width);
}

function interruption(run: Run, colours: Colours, { width }: TerminalOptions): string[] {
  if (run.reason === null && run.complete) return [];
  const sentence = run.reason ?? 'The run was interrupted; these are the results so far.';
  return message(`! ${sentence}`, colours, width);
}

/** A message about the run: one line, optionally followed by details. */
function message(text: string, colours: Colours, width: number): string[] {
  const [first = '', ...rest] = forLines(text);
  return [
    ...wrap(first, width).map((line) => colours.strong(colours.warning(line))),
    ...rest.flatMap((line) => hanging(line, width)),
  ];
}

/** Wraps a line of a message and keeps its indentation. */
function hanging(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0].slice(0, width / 2) ?? '';
  return wrap(line.trimStart(), width - indent.length).map((part) => (indent + part).trimEnd());
}

const titles = { error: 'MUST', warning: 'SHOULD', note: 'MAY and advisory' } as const;

function deviationSections(run: Run, colours: Colours, options: TerminalOptions): string[][] {
  const deviating = deviatingRequirements(run);
  const somethingFails = deviating.some(({ fails }) => fails);
  const severities: readonly Severity[] = ['error', 'warning', 'note'];
  return severities.flatMap((severity) => {
    const subjects = deviating.filter((subject) => subject.severity === severity);
    const details = subjects.map((subject) => detailOf(subject, somethingFails, options));
    if (subjects.length === 0) return [];
    return [
      sectionTitle(severity, subjects, details.includes('brief'), colours),
      ...subjects.map((subject, n) => deviationLines(subject, details[n] ?? 'full', colours, options)),
    ];
  });
}

function sectionTitle(
  severity: Severity,
  subjects: readonly DeviatingRequirement[],
  brief: boolean,
  colours: Colours,
): string[] {
  const fails = subjects.some((subject) => subject.fails);
  const count = plural(subjects.length, 'requirement does', 'requirements do');
  const title = colours.strong(colours[severity](`${titles[severity]}: ${count} not hold`));
  if (fails) return [title];
  return [title, colours.faint(`  not failing the run${brief ? '; --verbose shows the traces' : ''}`)];
}

/** Shows deviations that do not fail the run in brief while another one fails it: warnings must not drown errors. */
function detailOf(
  { fails, severity }: DeviatingRequirement,
  somethingFails: boolean,
  { verbose }: TerminalOptions,
): DeviationDetail {
  return verbose || fails || (!somethingFails && severity !== 'note') ? 'full' : 'brief';
}

function warnings(run: Run, colours: Colours, { width, verbose }: TerminalOptions): string[] {
  if (run.warnings.length === 0) return [];
  const lines = run.warnings.flatMap((warning) =>
    wrap(value(warning, verbose), width - 4).map((line, n) => `  ${n === 0 ? '!' : ' '} ${line}`),
  );
  return [colours.strong('About this run'), ...lines];
}
