import type { RequirementId } from '../../../suites/requirements/index.ts';

/** The name of a mutant: the requirement it breaks, and its variant if there are several. */
export type MutantName = RequirementId | `${RequirementId}/${string}`;

/**
 * Why a run on the core profile cannot show a real bug:
 *
 * - `test-double`: it is in a test double of the Runtime API, not in a runtime.
 * - `jvm-only`: it is visible only inside a Java virtual machine.
 * - `either-answer-allowed`: the contract does not define what a runtime does there.
 * - `other-product`: it is in a layer above the Runtime API, such as a console or a translation of web requests.
 * - `other-profile`: it concerns a profile that no test judges yet.
 */
export type OutOfScope =
  | 'test-double'
  | 'jvm-only'
  | 'either-answer-allowed'
  | 'other-product'
  | 'other-profile';

/** One real bug: the runtime, the source, and the mutants that stand for it. */
export type RealBug = {
  /** `BUG-` was fixed or reported; `LAT-` was seen in the source of a revision, and not reported as far as we know. */
  readonly id: `BUG-${string}` | `LAT-${string}`;
  readonly runtime: string;
  /** Repository, then issue, pull request, commit or release. */
  readonly reference: string;
  /** The year of the fix, of the report if nothing was fixed, or of the revision that was read, if known. */
  readonly year?: number;
  /** One sentence on what went wrong, in our words. */
  readonly bug: string;
} & (Caught | Excluded | Missed);

interface Caught {
  /** The mutants with this defect, one for each part of the bug; a run must catch all of them. */
  readonly mutants: readonly [MutantName, ...MutantName[]];
}

interface Excluded {
  readonly outOfScope: OutOfScope;
  /** The requirements that concern it, if any. */
  readonly requirements?: readonly RequirementId[];
}

interface Missed {
  /** The reason why a run does not show it although it could. */
  readonly undetected: string;
}
