/**
 * The terminal document. The verdict comes last, where the cursor is: first the index of causes, or the table of areas where
 * nothing deviates, then the cause to fix first, what was not judged, warnings, and a summary line. Verbose, it has every
 * deviation in full. A run that never started shows only that. Each section has its own file.
 */
import type { Run } from '../../harness/run/run.ts';
import { type DeviatingRequirement, deviatingRequirements } from '../../harness/run/deviations.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';
import { causesIn } from '../../harness/run/causes/causes.ts';
import type { Severity } from '../../harness/run/severity.ts';
import { areaLines } from './area-table.ts';
import { baselineLines } from './baseline.ts';
import { causeDetailLines } from './cause-detail.ts';
import { causeIndexLines } from './cause-index.ts';
import { deviationLines } from './deviation.ts';
import { eventSuiteLines } from './event-suites.ts';
import { headerLines } from './header.ts';
import { type TerminalOptions, truncate, wrap } from './layout.ts';
import { plural } from '../../harness/base/plural.ts';
import { createPaint, type Colours } from './colours.ts';
import { startsLines } from './starts.ts';
import { summary } from './summary.ts';
import { unjudgedLines } from './unjudged.ts';

export type { TerminalOptions } from './layout.ts';

/** Below this the columns of the table no longer fit. */
const narrowest = 60;

/** Renders a run for a terminal; ends with a newline. */
export function renderTerminal(run: Run, options: TerminalOptions): string {
  const colours = createPaint(options.colour);
  const fitted = { ...options, width: Math.max(narrowest, options.width) };
  const after = [
    ...baselineLines(run, colours, fitted),
    eventSuiteLines(run, colours, fitted),
    remarks(run, colours, fitted),
    startsLines(run, colours, fitted),
    summary(run, colours, fitted),
  ];
  if (neverStarted(run)) {
    return document([
      failure(run, colours, fitted),
      headerLines(run, colours, fitted.width),
      ...after.slice(-4),
    ]);
  }
  const before = [
    headerLines(run, colours, fitted.width),
    interruption(run, colours, fitted),
    showsAreas(run, fitted) ? areaLines(run, colours, fitted.verbose, fitted.width) : [],
    causeIndexLines(run, colours, fitted.width),
  ];
  const details = fitted.verbose
    ? deviationSections(run, colours, fitted)
    : [firstCause(run, screen - lineCount([...before, ...after]), colours, fitted)];
  return document([...before, ...details, ...after]);
}

/** What was not judged, and warnings; one paragraph unless verbose. */
function remarks(run: Run, colours: Colours, options: TerminalOptions): string[] {
  const parts = [unjudgedLines(run, colours, options), warnings(run, colours, options)];
  const [unjudged = [], warned = []] = parts;
  const air = options.verbose && unjudged.length > 0 && warned.length > 0 ? [''] : [];
  return [...unjudged, ...air, ...warned];
}

/** Lines of a document about a run with some thirty deviations. */
const screen = 60;

function document(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((section) => section.length > 0)
    .map((section) => `${section.join('\n')}\n`)
    .join('\n');
}

function lineCount(sections: readonly (readonly string[])[]): number {
  return sections.reduce((sum, { length }) => (length === 0 ? sum : sum + length + 1), 0);
}

/** Of a run that deviates, the index of causes takes the place of the table. */
function showsAreas(run: Run, { verbose }: TerminalOptions): boolean {
  return run.requirements.length > 0 && (verbose || causesIn(run).length === 0);
}

/** In the lines that are left, the trace takes what the other fields do not need. */
function firstCause(run: Run, lines: number, colours: Colours, options: TerminalOptions): string[] {
  const [first] = causesIn(run);
  if (first === undefined) return [];
  const detail = (rows: number, advice: boolean): string[] =>
    causeDetailLines(first, run, { rows, advice }, colours, options);
  const room = lines - detail(0, true).length - 1;
  return room < shortestTrace ? detail(shortestTrace, false) : detail(room, true);
}

/** The line that decides, and what led to it. */
const shortestTrace = 4;

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

/** Every deviation in full. */
function deviationSections(run: Run, colours: Colours, options: TerminalOptions): string[][] {
  const deviating = deviatingRequirements(run);
  const severities: readonly Severity[] = ['error', 'warning', 'note'];
  return severities.flatMap((severity) => {
    const subjects = deviating.filter((subject) => subject.severity === severity);
    if (subjects.length === 0) return [];
    return [
      sectionTitle(severity, subjects, colours),
      ...subjects.map((subject) => deviationLines(subject, colours, options)),
    ];
  });
}

function sectionTitle(
  severity: Severity,
  subjects: readonly DeviatingRequirement[],
  colours: Colours,
): string[] {
  const fails = subjects.some((subject) => subject.fails);
  const count = plural(subjects.length, 'requirement does', 'requirements do');
  const title = colours.strong(colours[severity](`${titles[severity]}: ${count} not hold`));
  return fails ? [title] : [title, colours.faint('  not failing the run')];
}

function warnings(run: Run, colours: Colours, { width, verbose }: TerminalOptions): string[] {
  if (run.warnings.length === 0) return [];
  const crowded = run.deviations.length > manyDeviations;
  const shown = verbose ? run.warnings : run.warnings.slice(0, crowded ? 1 : shownWarnings);
  const lines = shown.flatMap((warning) =>
    (verbose ? wrap(forLine(warning), width - 4) : [truncate(forLine(warning), width - 4)]).map(
      (line, n) => `  ${n === 0 ? '!' : ' '} ${line}`,
    ),
  );
  const rest = run.warnings.length - shown.length;
  return [
    colours.strong('About this run'),
    ...lines,
    ...(rest > 0 ? [`    and ${rest} more; --verbose shows all`] : []),
  ];
}

/** Of more warnings the first ones, or only the first where the index fills the screen. */
const shownWarnings = 3;
const manyDeviations = 24;
