import type { RequirementId } from '../../../suites/requirements/index.ts';

/** The name of a mutant: the requirement it breaks, and its variant where there are several. */
export type MutantName = RequirementId | `${RequirementId}/${string}`;

/**
 * Why a real bug is none that a run on the core profile could show:
 *
 * - `test-double`: it is in a stand-in for the Runtime API, not in a runtime.
 * - `jvm-only`: it shows inside a Java virtual machine alone.
 * - `either-answer-allowed`: the contract leaves open what a runtime does there.
 * - `other-product`: it is in a layer above the Runtime API, such as a console or a translation of web requests.
 * - `other-profile`: it is about a profile that no test judges yet.
 */
export type OutOfScope =
  | 'test-double'
  | 'jvm-only'
  | 'either-answer-allowed'
  | 'other-product'
  | 'other-profile';

/** One real bug: who had it, where that is written down, and what of ours finds it. */
export type RealBug = {
  /** `BUG-` was fixed or reported; `LAT-` was seen in the source of a revision, and not reported as far as we know. */
  readonly id: `BUG-${string}` | `LAT-${string}`;
  readonly runtime: string;
  /** Repository, then issue, pull request, commit or release. */
  readonly reference: string;
  /** Of the fix, of the report where nothing was fixed, or of the revision that was read, as far as it is known. */
  readonly year?: number;
  /** What went wrong, in our words. */
  readonly bug: string;
} & (Caught | Excluded | Missed);

interface Caught {
  /** The mutants with this defect, one for each part of the bug; all of them have to be found. */
  readonly mutants: readonly [MutantName, ...MutantName[]];
}

interface Excluded {
  readonly outOfScope: OutOfScope;
  /** The requirements that are about it, should there be any. */
  readonly requirements?: readonly RequirementId[];
}

interface Missed {
  /** Why a run does not show it although it could. */
  readonly undetected: string;
}
