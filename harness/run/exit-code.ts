import { exitCodes } from '../base/errors.ts';
import type { Run } from './run.ts';

/** The exit code of a run: a deviation outranks an inconclusive run, and both outrank an outdated baseline. */
export function exitCodeOf({ verdict, baseline }: Run): number {
  switch (verdict) {
    case 'deviates':
      return exitCodes.deviates;
    case 'inconclusive':
      return exitCodes.inconclusive;
    case 'conformant':
      return (baseline?.problems.length ?? 0) > 0 ? exitCodes.baseline : exitCodes.conforms;
  }
}
