import type { RequirementResult, Run, Verdict } from '../../harness/run-model.ts';
import { forLine } from '../escape.ts';
import { value, wrap, type TerminalOptions } from './layout.ts';
import type { Paint } from './paint.ts';

/** What the user's baseline said about this run: deviations it expected, and those it expected in vain. */
export function baseline(run: Run, paint: Paint, options: TerminalOptions): string[][] {
  return [
    section(run, 'expected-deviation', paint.strong('Deviates as the baseline expects'), paint, options),
    section(
      run,
      'unexpectedly-conformant',
      paint.warning('Stale baseline: these hold now; remove them from it'),
      paint,
      options,
    ),
  ];
}

function section(
  run: Run,
  verdict: Verdict,
  title: string,
  paint: Paint,
  options: TerminalOptions,
): string[] {
  const results = run.requirements.filter((result) => result.verdict === verdict);
  return results.length === 0
    ? []
    : [title, ...results.flatMap((result) => ['', ...entry(result, paint, options)])];
}

function entry(
  { id, reason }: RequirementResult,
  paint: Paint,
  { verbose, width }: TerminalOptions,
): string[] {
  const lines = reason === null ? [] : wrap(value(reason, verbose), width - 4);
  return [`  ${forLine(id)}`, ...lines.map((line) => paint.faint(`    ${line}`))];
}
