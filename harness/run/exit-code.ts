import { exitCodes } from '../base/errors.ts';
import type { Run } from './run.ts';

/** The exit code a run earns: a deviation outranks an unknown, and both outrank an untrue baseline. */
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
