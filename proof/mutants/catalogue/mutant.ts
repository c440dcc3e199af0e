import type { CodeOf, RequirementId } from '../../../suites/requirements/index.ts';

/**
 * The reference runtime with one defect, named after the requirement it breaks. It is written as exact replacements in
 * the compiled files (`dist/reference-runtime/*.js`), so that it cannot drift from the runtime it breaks: a text that is
 * not found exactly once is an error.
 */
export interface Defective {
  /** The requirement that this defect breaks, and that has to catch it. */
  readonly requirement: string;
  /** Tells those of one requirement apart, in kebab-case; absent where there is one only. */
  readonly variant?: string;
  /** What is wrong with it, in a sentence. */
  readonly defect: string;
  readonly changes: readonly SourceChange[];
}

/** A requirement, and the code of the deviation from it that a defect shows as. */
type Designated = {
  readonly [Id in RequirementId]: { readonly requirement: Id; readonly code: CodeOf<Id> };
}[RequirementId];

/** A defect that the check of its requirement catches, every time and by name: by the designated observation. */
export type Mutant = Defective &
  Designated & {
    /** What the evidence says as well, in what was seen or expected, where the code leaves open whether it was this defect. */
    readonly says?: string | RegExp;
  };

/** A defect that only a history of several events shows, wherever it happens to. */
export interface SessionMutant extends Defective {
  /** Other requirements that may be the one to notice. */
  readonly or: readonly string[];
}

export interface SourceChange {
  /** Name of the compiled file, for example `loop.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The stable name of a mutant: that of its requirement, with the variant behind a stroke. */
export function nameOf({ requirement, variant }: Defective): string {
  return variant === undefined ? requirement : `${requirement}/${variant}`;
}
