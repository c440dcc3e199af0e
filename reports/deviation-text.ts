import type { Deviation } from '../harness/run-model.ts';

/** A deviation as plain text of several lines, for documents that show preformatted text. Not escaped. */
export function deviationText(deviation: Deviation): string {
  const { message, expected, actual, test, times, counterexample, replay, trace, output } = deviation;
  return [
    message,
    `expected: ${expected}`,
    `actual:   ${actual}`,
    ...(counterexample === null ? [] : [`with:     ${counterexample}`]),
    `seen:     ${times === 1 ? 'once' : `${times} times`}, by "${test}"`,
    ...(replay === null ? [] : [`replay:   ${replay}`]),
    ...(trace.length === 0 ? [] : ['', ...trace]),
    ...(output.trim() === '' ? [] : ['', 'output:', output.trimEnd()]),
  ].join('\n');
}
