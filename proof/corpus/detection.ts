import type { OutOfScope, RealFault } from './faults/fault.ts';
import type { FaultClass } from './index.ts';

/** Whether a mutant was caught by the requirement it breaks, by its name. One that was not judged is not in it. */
export type Kills = ReadonlyMap<string, boolean>;

/** What a run can make of a real fault. */
export type Detection =
  | { readonly kind: 'detected' }
  | { readonly kind: 'undetected'; readonly why: string }
  | { readonly kind: 'out-of-scope'; readonly reason: OutOfScope };

/** How many faults there are, how many a run on the core profile could show, and how many it does show. */
export interface Totals {
  readonly rows: number;
  readonly inScope: number;
  readonly detected: number;
}

/** Says whether a fault is detected: every mutant that stands for a part of it has been caught. */
export function detectionOf(fault: RealFault, kills: Kills): Detection {
  if ('outOfScope' in fault) return { kind: 'out-of-scope', reason: fault.outOfScope };
  if ('undetected' in fault) return { kind: 'undetected', why: fault.undetected };
  const unjudged = fault.mutants.filter((name) => !kills.has(name));
  const survived = fault.mutants.filter((name) => kills.get(name) === false);
  if (survived.length > 0) return { kind: 'undetected', why: `survived: ${survived.join(', ')}` };
  if (unjudged.length > 0) return { kind: 'undetected', why: `not judged yet: ${unjudged.join(', ')}` };
  return { kind: 'detected' };
}

/** Counts the faults of some classes. */
export function totalsOf(classes: readonly FaultClass[], kills: Kills): Totals {
  const kinds = classes.flatMap(({ faults }) => faults.map((fault) => detectionOf(fault, kills).kind));
  return {
    rows: kinds.length,
    inScope: kinds.filter((kind) => kind !== 'out-of-scope').length,
    detected: kinds.filter((kind) => kind === 'detected').length,
  };
}
