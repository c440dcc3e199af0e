/**
 * One deviating requirement, ordered for a tired reader: its text, expected and actual values, the trace, the replay
 * command, and the usual cause.
 */
import type { Deviation } from '../../harness/run/run.ts';
import type { DeviatingRequirement } from '../../harness/run/deviations.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';
import { impactOf } from '../../harness/run/impact.ts';
import type { Severity } from '../../harness/run/severity.ts';
import { field, fieldWidth, pieces, truncate, value, wrap, type TerminalOptions } from './layout.ts';
import { plural } from '../../harness/base/plural.ts';
import type { Colours } from './colours.ts';

/** `brief` omits trace and output; used if something more severe needs attention first. */
export type DeviationDetail = 'brief' | 'full';

const symbols: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', note: '·' };

/** Deviations of one requirement that are shown in full; the rest is counted. */
const shownDeviations = 2;
/** Trace lines that are kept of a longer trace: some of its beginning, more of its end. */
const traceHead = 3;
const traceTail = 8;
const outputTail = 5;

const margin = '  ';
const body = '    ';

/** The paragraphs of one deviating requirement. */
export function deviationLines(
  subject: DeviatingRequirement,
  detail: DeviationDetail,
  colours: Colours,
  options: TerminalOptions,
): string[] {
  const { requirement, deviations, severity } = subject;
  const limit = options.verbose ? deviations.length : detail === 'full' ? shownDeviations : 1;
  const shown = deviations.slice(0, limit);
  const rest = deviations.length - shown.length;
  const sentence = wrap(forLine(requirement.text), options.width - body.length);
  const words = (text: string): string[] =>
    wrap(value(text, options.verbose), options.width - body.length - fieldWidth);

  const air = detail === 'full' ? [''] : [];

  return [
    `${margin}${colours[severity](`${symbols[severity]} ${severity}`)}  ${colours.strong(forLine(requirement.id))}${remark(subject, colours)}`,
    ...sentence.map((line) => `${body}${line}`),
    ...shown.flatMap((one) => [...air, ...evidence(one, detail, colours, options)]),
    ...(rest > 0
      ? [
          ...air,
          `${body}${colours.faint(`and ${plural(rest, 'more deviation')} from this requirement; --verbose shows all`)}`,
        ]
      : []),
    ...air,
    ...field('impact', [impactOf(requirement)], body),
    ...field('usually', requirement.cause === '' ? [] : words(requirement.cause), body),
    ...field('source', detail === 'full' ? requirement.source.map(forLine) : [], body),
    ...field('explain', [`lambdaspec explain ${forLine(requirement.id)}`], body),
  ];
}

/** The weight of the requirement: it is advisory, or AWS does not document it. */
function remark({ requirement }: DeviatingRequirement, colours: Colours): string {
  const remarks = [
    ...(requirement.advisory ? ['advisory'] : []),
    ...(requirement.basis === 'documented' ? [] : [requirement.basis]),
  ];
  return remarks.length === 0 ? '' : `  ${colours.faint(`(${remarks.join(', ')})`)}`;
}

function evidence(
  one: Deviation,
  detail: DeviationDetail,
  colours: Colours,
  options: TerminalOptions,
): string[] {
  const words = (text: string): string[] =>
    wrap(value(text, options.verbose), options.width - body.length - fieldWidth);
  const full = detail === 'full';
  const optional = (name: string, text: string | null): string[] =>
    text === null || text === '' ? [] : field(name, words(text), body);

  return [
    ...wrap(value(one.message, options.verbose), options.width - body.length).map(
      (line) => `${body}${colours.strong(line)}`,
    ),
    ...field('code', [forLine(`${one.requirement}/${one.code}`)], body),
    ...field('expected', words(one.expected), body),
    ...field('actual', words(one.actual), body),
    ...optional('with', one.counterexample),
    ...field('seen', words(`${often(one.times)}by "${one.test}"`), body),
    ...(full ? trace(one, colours, options) : []),
    ...(full ? output(one, colours, options) : []),
    ...(one.replay === null ? [] : field('replay', [colours.strong(forLine(one.replay))], body)),
  ];
}

/** Empty for a single time: "once" would read as "not confirmed". */
function often(count: number): string {
  return count === 1 ? '' : `${count} times, `;
}

function trace(one: Deviation, colours: Colours, { verbose, width }: TerminalOptions): string[] {
  if (one.trace.length === 0) return [];
  const leftOut = verbose ? 0 : one.trace.length - traceHead - traceTail;
  const lines =
    leftOut <= 1
      ? one.trace.map(forLine)
      : [
          ...one.trace.slice(0, traceHead).map(forLine),
          `           … ${leftOut} lines (--verbose shows them)`,
          ...one.trace.slice(-traceTail).map(forLine),
        ];
  return ['', ...quoted(lines, colours, width, verbose), ''];
}

function output(one: Deviation, colours: Colours, { verbose, width }: TerminalOptions): string[] {
  if (one.output.trim() === '') return [];
  const lines = forLines(one.output.trimEnd());
  const shown = verbose ? lines : lines.slice(-outputTail);
  const title = shown.length < lines.length ? `the last ${shown.length} lines` : 'all lines';
  return [...field('output', [title], body), ...quoted(shown, colours, width, verbose), ''];
}

/** Marks foreign lines with a bar, so that they cannot be mistaken for our own text. */
function quoted(lines: readonly string[], colours: Colours, width: number, verbose: boolean): string[] {
  const room = width - body.length - 2;
  const fitted = verbose
    ? lines.flatMap((line) => pieces(line, room))
    : lines.map((line) => truncate(line, room));
  return fitted.map((line) =>
    `${body}${colours.faint('│')} ${isFault(line) ? colours.warning(line) : line}`.trimEnd(),
  );
}

/** Whether a trace line is an injected fault, which must not be blamed on the runtime. */
function isFault(line: string): boolean {
  return /^ *[\d.]+ms +!! /.test(line);
}
