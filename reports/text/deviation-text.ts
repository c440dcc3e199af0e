import type { Deviation } from '../../harness/run/run.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';

/**
 * A deviation as plain text, for documents that show preformatted text. Foreign text stays on its own line; markup is
 * not escaped.
 */
export function deviationText(deviation: Deviation): string {
  const { requirement, code, message, expected, actual, test, times, counterexample, replay, trace, output } =
    deviation;
  return [
    forLine(message),
    `code:     ${forLine(`${requirement}/${code}`)}`,
    `expected: ${forLine(expected)}`,
    `actual:   ${forLine(actual)}`,
    ...(counterexample === null ? [] : [`with:     ${forLine(counterexample)}`]),
    `seen:     ${times === 1 ? '' : `${times} times, `}by "${forLine(test)}"`,
    ...(replay === null ? [] : [`replay:   ${forLine(replay)}`]),
    ...(trace.length === 0 ? [] : ['', ...trace.map(forLine)]),
    ...(output.trim() === ''
      ? []
      : ['', 'output:', ...forLines(output.trimEnd()).map((line) => `│ ${line}`)]),
  ].join('\n');
}
