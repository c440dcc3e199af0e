/** RFC 2119 keywords: MUST is imperative in AWS's words, SHOULD is recommended or universal practice, MAY is optional. */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** Source of a requirement: AWS documentation, the OpenAPI text, observed behaviour, or HTTP and JSON robustness. */
export type Basis = 'documented' | 'openapi' | 'observed' | 'inferred';

/** A set of requirements that a user declares; `core` always applies. */
export type Profile =
  | 'core'
  | 'streaming'
  | 'managed-instances'
  | 'snapstart'
  | 'tenant-isolation'
  | 'invocation-id'
  | 'json-logging'
  | 'w3c-trace-context';

/** Who brings a runtime into the situation: the service every day, a caller, the function, the network; or `unseen`: nothing yet seen on Lambda. */
export type Provoker = 'service' | 'caller' | 'function' | 'network' | 'unseen';

/** What a deviation costs: the process, the invocation, a right result, a hang, the diagnosis of another failure, or nothing. */
export type Cost = 'process' | 'invocation' | 'result' | 'hang' | 'diagnosis' | 'nothing';

/** A step of a runtime that several requirements look at. */
export interface SharedStep {
  readonly id: string;
  /** What a runtime does that lacks it. */
  readonly sentence: string;
}

/** One normative sentence about a runtime, with its source and how it is judged. */
export interface Requirement {
  readonly level: Level;
  /** AWS words it as a must, but most official clients ignore it: reported, never a failure. */
  readonly advisory?: true;
  readonly basis: Basis;
  readonly profile: Profile;
  /** The minimum that the function behind the runtime must offer: `opaque`, `echo`, `probe:action[,action][+property]` or `probe:VARIABLE=value`. */
  readonly needs: string;
  /** 1 protocol only, 2 needs a cooperating function, 3 capabilities, 4 stress and hygiene. */
  readonly tier: 1 | 2 | 3 | 4;
  readonly provokedBy: Provoker;
  readonly costs: Cost;
  /** Our restatement of the claim. */
  readonly text: string;
  /** How a deviation shows itself. */
  readonly observe: string;
  /** A sentence for each deviation that the tests distinguish, by its stable code. */
  readonly deviations?: Readonly<Record<string, string>>;
  /** The step that each code shows to be missing or wrong, where other requirements show it as well. */
  readonly steps?: Readonly<Record<string, SharedStep>>;
  /** What usually causes a deviation. */
  readonly cause: string;
  /** Where the claim comes from: the document first, then links into source code. */
  readonly source: readonly [string, ...string[]];
  /** Why it is deliberately not judged. */
  readonly excluded?: string;
}

/** Requirements by id. */
export type Catalogue = Readonly<Record<string, Requirement>>;

/** The deviation codes of a requirement of the catalogue `C`; of several requirements, the codes they share. */
export type CodeOf<C extends Catalogue, Id extends keyof C> = keyof NonNullable<C[Id]['deviations']> & string;
