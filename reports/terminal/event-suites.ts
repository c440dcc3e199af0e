import { plural } from '../../harness/base/plural.ts';
import type { EventSuiteResult, EventTestResult } from '../../harness/run/event-suite.ts';
import type { Run } from '../../harness/run/run.ts';
import { forLine } from '../../harness/base/escape.ts';
import type { Colours } from './colours.ts';
import { truncate, type TerminalOptions } from './layout.ts';

/** The suites of events: how many tests pass, and every one that fails. Verbose, also those that pass. */
export function eventSuiteLines({ suites = [] }: Run, colours: Colours, options: TerminalOptions): string[] {
  return suites.flatMap((suite, n) => [...(n > 0 ? [''] : []), ...suiteLines(suite, colours, options)]);
}

function suiteLines(
  { file, tests }: EventSuiteResult,
  colours: Colours,
  { verbose, width }: TerminalOptions,
): string[] {
  const failed = tests.filter(({ verdict }) => verdict === 'failed');
  const shown = verbose ? tests : failed;
  return [
    `${colours.strong(`Suite ${forLine(file)}`)}: ${tests.length - failed.length} of ${plural(tests.length, 'test')} pass`,
    ...shown.flatMap((test) => testLines(test, colours, width)),
  ];
}

function testLines({ name, verdict, failures }: EventTestResult, colours: Colours, width: number): string[] {
  if (verdict === 'passed') return [`  ${colours.good('✓')} ${forLine(name)}`];
  return [
    `  ${colours.error('✗')} ${forLine(name)}`,
    ...failures.flatMap(({ assertion, expected, actual }) =>
      [`${assertion}: expected ${expected}`, `${' '.repeat(assertion.length)}  actual   ${actual}`].map(
        (line) => `    ${truncate(forLine(line), width - 4)}`,
      ),
    ),
  ];
}
