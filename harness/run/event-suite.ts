/** The results of suites of events with expected results, which `--suite` plays beside the requirements. */
import { z } from 'zod';

const failure = z.strictObject({
  assertion: z.string().describe('What the suite asserts about: `response`, `errorType`, …'),
  expected: z.string(),
  actual: z.string(),
});

const eventTest = z.strictObject({
  name: z.string(),
  handler: z.string(),
  verdict: z.enum(['passed', 'failed']),
  durationMs: z.number().min(0),
  failures: z.array(failure).describe('The assertions that do not hold.'),
  trace: z.array(z.string()).describe('Of a failed test; in the form of the traces of deviations.'),
  output: z.string().describe('The end of what the runtime wrote, of a failed test.'),
});

export const eventSuiteResult = z.strictObject({
  file: z.string().describe('As the user wrote it.'),
  tests: z.array(eventTest),
});

export type EventSuiteResult = z.infer<typeof eventSuiteResult>;
export type EventTestResult = z.infer<typeof eventTest>;
export type EventTestFailure = z.infer<typeof failure>;

/** How many tests of all suites fail. */
export function failedEventTests(suites: readonly EventSuiteResult[] | undefined): number {
  return (suites ?? []).flatMap(({ tests }) => tests).filter(({ verdict }) => verdict === 'failed').length;
}
