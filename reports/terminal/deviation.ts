/**
 * One deviating requirement, ordered for a tired reader: its text, expected and actual values, the trace, the replay
 * command, and the usual cause.
 */
import type { Deviation } from '../../harness/run/run.ts';
import type { DeviatingRequirement } from '../../harness/run/deviations.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';
import { impactOf } from '../../harness/run/impact.ts';
import type { Severity } from '../../harness/run/severity.ts';
import { field, fieldWidth, pieces, value, wrap, type TerminalOptions } from './layout.ts';
import type { Colours } from './colours.ts';

/** The mark of each severity. */
export const severitySymbols: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', note: '·' };

const margin = '  ';
const body = '    ';

/** The paragraphs of one deviating requirement. */
export function deviationLines(
  subject: DeviatingRequirement,
  colours: Colours,
  options: TerminalOptions,
): string[] {
  const { requirement, deviations, severity } = subject;
  const sentence = wrap(forLine(requirement.text), options.width - body.length);
  const words = (text: string): string[] =>
    wrap(value(text, options.verbose), options.width - body.length - fieldWidth);

  return [
    `${margin}${colours[severity](`${severitySymbols[severity]} ${severity}`)}  ${colours.strong(forLine(requirement.id))}${remark(subject, colours)}`,
    ...sentence.map((line) => `${body}${line}`),
    ...deviations.flatMap((one) => ['', ...evidence(one, colours, options)]),
    '',
    ...field('impact', [impactOf(requirement)], body),
    ...field('usually', requirement.cause === '' ? [] : words(requirement.cause), body),
    ...field('source', requirement.source.map(forLine), body),
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

function evidence(one: Deviation, colours: Colours, options: TerminalOptions): string[] {
  const words = (text: string): string[] =>
    wrap(value(text, options.verbose), options.width - body.length - fieldWidth);
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
    ...trace(one, colours, options),
    ...output(one, colours, options),
    ...(one.replay === null ? [] : field('replay', [colours.strong(forLine(one.replay))], body)),
  ];
}

/** Empty for a single time: "once" would read as "not confirmed". */
function often(count: number): string {
  return count === 1 ? '' : `${count} times, `;
}

function trace(one: Deviation, colours: Colours, { width }: TerminalOptions): string[] {
  return one.trace.length === 0 ? [] : ['', ...quoted(one.trace.map(forLine), colours, width), ''];
}

function output(one: Deviation, colours: Colours, { width }: TerminalOptions): string[] {
  if (one.output.trim() === '') return [];
  return [`${body}output`, ...quoted(forLines(one.output.trimEnd()), colours, width), ''];
}

/** Marks foreign lines with a bar, so that they cannot be mistaken for our own text. */
function quoted(lines: readonly string[], colours: Colours, width: number): string[] {
  const fitted = lines.flatMap((line) => pieces(line, width - body.length - 2));
  return fitted.map((line) =>
    `${body}${colours.faint('│')} ${isFault(line) ? colours.warning(line) : line}`.trimEnd(),
  );
}

/** Whether a trace line is an injected fault, which must not be blamed on the runtime. */
export function isFault(line: string): boolean {
  return /^ *[\d.]+ms +!! /.test(line);
}
