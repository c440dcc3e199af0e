import type { CodeOf, RequirementId } from '../../../suites/requirements/index.ts';
import type { SourceChange, Variant } from '../../variants/variant.ts';

export type { SourceChange } from '../../variants/variant.ts';

/**
 * The reference runtime with one defect, named after the requirement it breaks. It is written as exact replacements in
 * the compiled files (`dist/proof/reference-runtime/*.js`) and stays in sync with them: a text that is not found exactly once
 * is an error.
 */
export interface Defective {
  /** The requirement that this defect breaks and that must catch it. */
  readonly requirement: string;
  /** Distinguishes mutants of one requirement, in kebab-case; absent for a single one. */
  readonly variant?: string;
  /** The defect in a sentence. */
  readonly defect: string;
  readonly changes: readonly SourceChange[];
}

/** A requirement, and the code of the deviation that a defect causes. */
type Designated = {
  readonly [Id in RequirementId]: { readonly requirement: Id; readonly code: CodeOf<Id> };
}[RequirementId];

/** A defect that its requirement always catches with the designated observation. */
export type Mutant = Defective &
  Designated & {
    /** Text of the evidence that identifies the defect if the code alone does not. */
    readonly says?: string | RegExp;
  };

/** A defect that only a history of several events shows, under one of several requirements. */
export interface SessionMutant extends Defective {
  /** Other requirements that may catch it. */
  readonly or: readonly string[];
}

/** The stable name of a mutant: its requirement, a slash and its variant if it has one. */
export function nameOf({ requirement, variant }: Defective): string {
  return variant === undefined ? requirement : `${requirement}/${variant}`;
}

/** The mutant as a runtime to build. */
export function variantOf(mutant: Defective): Variant {
  return { name: nameOf(mutant), changes: mutant.changes };
}
