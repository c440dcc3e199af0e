/** RFC 2119 keywords as the catalogue uses them: MUST is said by AWS in imperative words, SHOULD is recommended or universal, MAY is optional. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** Who said it: AWS documentation, the OpenAPI text, observed behaviour, or plain HTTP and JSON robustness. */
export type Basis = 'documented' | 'openapi' | 'observed' | 'inferred';

/** A set of requirements that a user declares; `core` always applies. */
export type Profile =
  | 'core'
  | 'streaming'
  | 'managed-instances'
  | 'snapstart'
  | 'tenant-isolation'
  | 'invocation-id'
  | 'json-logging';

/** One normative sentence about a runtime, with who said it and how it is judged. */
export interface Requirement {
  readonly level: Level;
  /** AWS words it as a must, most official clients ignore it: reported, never a failure. */
  readonly advisory?: true;
  readonly basis: Basis;
  readonly profile: Profile;
  /** The least cooperation of the function behind the runtime: `opaque`, `echo`, `probe:action[,action]` or `probe:VARIABLE=value`. */
  readonly needs: string;
  /** 1 protocol only, 2 needs a cooperating function, 3 capabilities, 4 stress and hygiene. */
  readonly tier: 1 | 2 | 3 | 4;
  /** Our restatement of the claim. */
  readonly text: string;
  /** How a deviation shows itself. */
  readonly observe: string;
  /** The deviations that the tests tell apart: a stable code for each, and what the runtime did wrong in a sentence. */
  readonly deviations?: Readonly<Record<string, string>>;
  /** What usually causes a deviation, for the person who has to mend it. */
  readonly cause: string;
  /** Where the claim comes from: the document first, then links into source code. */
  readonly source: readonly [string, ...string[]];
  /** Why nothing judges it, where that is deliberate. */
  readonly excluded?: string;
}

/** Requirements by id. */
export type Catalogue = Readonly<Record<string, Requirement>>;

/** The codes of the deviations from a requirement of the catalogue `C`; of several, those that all of them have. */
export type CodeOf<C extends Catalogue, Id extends keyof C> = keyof NonNullable<C[Id]['deviations']> & string;
