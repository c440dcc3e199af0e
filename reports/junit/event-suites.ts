import type { EventTestResult } from '../../harness/run/event-suite.ts';
import { forLine, forLines } from '../../harness/base/escape.ts';
import { time, type TestCase } from './test-case.ts';
import { element } from './xml.ts';

/** A test of a suite of events as a test case. */
export function eventCase(file: string, test: EventTestResult): TestCase {
  const { name, verdict, failures, trace, output, durationMs } = test;
  const told = failures.map(
    ({ assertion, expected, actual }) => `${assertion}: expected ${expected}, actual ${actual}`,
  );
  const details = [...told, '', ...trace, ...(output === '' ? [] : ['', ...forLines(output)])];
  return {
    outcome: verdict,
    durationMs,
    xml: element(
      'testcase',
      { classname: `suite.${file}`, name, ...time(durationMs) },
      verdict === 'passed'
        ? []
        : [
            element(
              'failure',
              { message: forLine(told[0] ?? 'failed'), type: 'assertion' },
              details.map(forLine).join('\n'),
            ),
          ],
    ),
  };
}
