import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { value, wrap, type TerminalOptions } from './layout.ts';
import type { Paint } from './colours.ts';

/** The sections about the user's baseline: the deviations it expects, and its entries that are out of date. */
export function baselineLines(run: Run, paint: Paint, options: TerminalOptions): string[][] {
  return [expected(run, paint, options), problems(run, paint, options)];
}

function expected(run: Run, paint: Paint, options: TerminalOptions): string[] {
  const results = run.requirements.filter((result) => result.verdict === 'expected-deviation');
  return results.length === 0
    ? []
    : [
        paint.strong('Deviates as the baseline expects'),
        ...results.flatMap((result) => ['', ...entry(result, paint, options)]),
      ];
}

function entry(
  { id, reason }: RequirementResult,
  paint: Paint,
  { verbose, width }: TerminalOptions,
): string[] {
  const lines = reason === null ? [] : wrap(value(reason, verbose), width - 4);
  return [`  ${forLine(id)}`, ...lines.map((line) => paint.faint(`    ${line}`))];
}

function problems(run: Run, paint: Paint, { width }: TerminalOptions): string[] {
  if (run.baseline === null || run.baseline.problems.length === 0) return [];
  const { file } = run.baseline;
  return [
    paint.strong(paint.warning('The baseline is out of date')),
    ...run.baseline.problems.flatMap(({ kind, line, message }) => [
      '',
      `  ${forLine(file)}:${line}  ${kind}`,
      ...wrap(forLine(message), width - 4).map((text) => `    ${text}`),
    ]),
  ];
}
