/**
 * A mutant: the reference runtime with one defect, named after the requirement it breaks. It is written as exact
 * replacements in the compiled files (`dist/reference-runtime/*.js`), so that it cannot drift from the runtime it
 * breaks: a text that is not found exactly once is an error.
 */
export interface Mutant {
  /** The requirement that this defect breaks, and that has to catch it. */
  readonly requirement: string;
  /** Tells it from the other mutants of its requirement. */
  readonly variant?: string;
  /** What is wrong with it, in a sentence. */
  readonly defect: string;
  /** Where only a history of several events shows it: other requirements that may be the one to notice. */
  readonly or?: readonly string[];
  readonly changes: readonly Change[];
  /** A part of the deviation's message, where it matters that it is this one and no other. */
  readonly message?: string;
}

export interface Change {
  /** Name of the compiled file, for example `loop.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
