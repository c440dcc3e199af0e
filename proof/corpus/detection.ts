import type { OutOfScope, RealBug } from './bugs/bug.ts';
import type { BugClass } from './index.ts';

/** Whether each mutant, by name, was caught by the requirement it breaks. Mutants that were not judged are missing. */
export type Kills = ReadonlyMap<string, boolean>;

/** Whether a run detects a real bug. */
export type Detection =
  | { readonly kind: 'detected' }
  | { readonly kind: 'undetected'; readonly why: string }
  | { readonly kind: 'out-of-scope'; readonly reason: OutOfScope };

/** The number of bugs, of those that a run on their profile could show, and of those it does show. */
export interface Totals {
  readonly rows: number;
  readonly inScope: number;
  readonly detected: number;
}

/** Whether a bug is detected: all of its mutants were caught. */
export function detectionOf(bug: RealBug, kills: Kills): Detection {
  if ('outOfScope' in bug) return { kind: 'out-of-scope', reason: bug.outOfScope };
  if ('undetected' in bug) return { kind: 'undetected', why: bug.undetected };
  const unjudged = bug.mutants.filter((name) => !kills.has(name));
  const survived = bug.mutants.filter((name) => kills.get(name) === false);
  if (survived.length > 0) return { kind: 'undetected', why: `survived: ${survived.join(', ')}` };
  if (unjudged.length > 0) return { kind: 'undetected', why: `not judged yet: ${unjudged.join(', ')}` };
  return { kind: 'detected' };
}

/** Counts the bugs of some classes. */
export function totalsOf(classes: readonly BugClass[], kills: Kills): Totals {
  const kinds = classes.flatMap(({ bugs }) => bugs.map((bug) => detectionOf(bug, kills).kind));
  return {
    rows: kinds.length,
    inScope: kinds.filter((kind) => kind !== 'out-of-scope').length,
    detected: kinds.filter((kind) => kind === 'detected').length,
  };
}
