import { element, type XmlElement } from './xml.ts';

/** A test case and how JUnit counts it. */
export interface TestCase {
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly xml: XmlElement;
  /** Undefined if the run was stored without timings. */
  readonly durationMs?: number | undefined;
}

/** Counts test cases by outcome, as the attributes of a suite. */
export function counts(
  cases: readonly TestCase[],
): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const count = (outcome: TestCase['outcome']): number =>
    cases.filter((testCase) => testCase.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

export function property(name: string, value: string): XmlElement {
  return element('property', { name, value });
}

/** The attribute `time`, in seconds; omitted if the duration is not known, since a zero would be a claim. */
export function time(durationMs: number | undefined): { readonly time?: string } {
  return durationMs === undefined ? {} : { time: (durationMs / 1000).toFixed(3) };
}
