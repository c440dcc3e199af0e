import { exitCodes } from '../base/errors.ts';
import { failedEventTests } from './event-suite.ts';
import type { Run } from './run.ts';

/** The exit code of a run: a deviation, or a failed test of a suite, outranks an inconclusive run, and both outrank an outdated baseline. */
export function exitCodeOf({ verdict, baseline, suites }: Run): number {
  if (failedEventTests(suites) > 0) return exitCodes.deviates;
  switch (verdict) {
    case 'deviates':
      return exitCodes.deviates;
    case 'inconclusive':
      return exitCodes.inconclusive;
    case 'conformant':
      return (baseline?.problems.length ?? 0) > 0 ? exitCodes.baseline : exitCodes.conforms;
  }
}
