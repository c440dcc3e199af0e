import type { RequirementResult, Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import { value, wrap, type TerminalOptions } from './layout.ts';
import type { Colours } from './colours.ts';

/** The sections about the user's baseline: the deviations it expects, and its entries that are out of date. */
export function baselineLines(run: Run, colours: Colours, options: TerminalOptions): string[][] {
  return [expected(run, colours, options), problems(run, colours, options)];
}

function expected(run: Run, colours: Colours, options: TerminalOptions): string[] {
  const results = run.requirements.filter((result) => result.verdict === 'expected-deviation');
  return results.length === 0
    ? []
    : [
        colours.strong('Deviates as the baseline expects'),
        ...results.flatMap((result) => ['', ...entry(result, colours, options)]),
      ];
}

function entry(
  { id, reason }: RequirementResult,
  colours: Colours,
  { verbose, width }: TerminalOptions,
): string[] {
  const lines = reason === null ? [] : wrap(value(reason, verbose), width - 4);
  return [`  ${forLine(id)}`, ...lines.map((line) => colours.faint(`    ${line}`))];
}

function problems(run: Run, colours: Colours, { width }: TerminalOptions): string[] {
  if (run.baseline === null || run.baseline.problems.length === 0) return [];
  const { file } = run.baseline;
  return [
    colours.strong(colours.warning('The baseline is out of date')),
    ...run.baseline.problems.flatMap(({ kind, line, message }) => [
      '',
      `  ${forLine(file)}:${line}  ${kind}`,
      ...wrap(forLine(message), width - 4).map((text) => `    ${text}`),
    ]),
  ];
}
