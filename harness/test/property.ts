/** Properties: generated cases against one warm runtime, with fast-check for generation and shrinking. */
import { clip } from '../base/clip.ts';
import { asyncProperty, check, type Arbitrary } from 'fast-check';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Catalogue, CodeOf } from '../run/requirement.ts';
import type { Evidence } from './recorder.ts';
import type { itself } from './control.ts';
import { Search } from './search.ts';
import type { TestContext } from './test-context.ts';

/**
 * How long a property may search. A runtime that hangs ends the search with a deviation, so this limits only slow ones;
 * it is far beyond what a correct runtime needs on a busy machine.
 */
const SEARCH_LIMIT_MS = 120_000;

/** The maximum length of a counterexample in a report; its stored form is complete. */
const SHOWN = 2000;

/** The result of one case for the requirement of the property. `undefined`: it held. */
export type Judgement<Code extends string = string> =
  | (Pick<Evidence<Code>, 'code' | 'expected' | 'actual'> & {
      readonly requirement?: undefined;
      readonly beside?: Beside | undefined;
    })
  | undefined;

/** A deviation from another requirement that the same case shows as well; `also` must name the requirement. */
type Beside = Pick<Evidence, 'code' | 'expected' | 'actual'> & { readonly requirement: string };

/** A deviation of one case, whichever requirement it names. */
type Charge = Pick<Evidence, 'code' | 'expected' | 'actual'> & { readonly requirement?: string | undefined };

/** A deviation of one case from another requirement. */
export type OtherJudgement<C extends Catalogue, Id extends keyof C> = {
  [Other in Id]: Pick<Evidence<CodeOf<C, Other>>, 'code' | 'expected' | 'actual'> & {
    readonly requirement: Other;
  };
}[Id];

/** The control of a property without a plain value: the one of its test. */
export const ofTest = 'of test';

/**
 * The plain case of a property: without the peculiarity of its requirement. If a runtime fails that too, the deviation belongs
 * to the requirement named here. `itself`: every value of the property is plain.
 */
export type PropertyControl<C extends Catalogue, T> =
  | typeof itself
  | typeof ofTest
  | {
      [Id in keyof C & string]: {
        readonly value: T;
        readonly requirement: Id;
        readonly code: CodeOf<C, Id>;
      };
    }[keyof C & string];

export interface PropertyOptions<C extends Catalogue, Id extends string, T> {
  readonly control: PropertyControl<C, T>;
  /** Other requirements that a case may violate. */
  readonly also?: readonly Id[];
  /** Boundary cases, always tried first. */
  readonly examples?: readonly T[];
  /** Generated cases, as a share of the run's budget. Default: 1. */
  readonly weight?: number;
  /** Formats a counterexample. Default: as JSON. */
  readonly show?: (value: T) => string;
  /** Whether each case gets its own sandbox: for cases that disturb it. */
  readonly isolated?: boolean;
  /** Joins cases that one process has served one after the other to one case; then a case counts with its history. */
  readonly joined?: (cases: readonly T[]) => T;
  /**
   * Smaller values to try instead of a counterexample, the most promising first. Default: fast-check's own shrinking, which
   * works only on values it generated.
   */
  readonly smaller?: (value: T) => Iterable<T>;
  /** Names the requirement that the smallest counterexample breaks, if the search itself could not. */
  readonly blame?: (counterexample: T, found: Charge) => Charge;
  /** The first sandbox. Default: a warm one. */
  readonly first?: () => Promise<Sandbox>;
  /** Opens a sandbox after one that is no longer usable. Default: a fresh one. */
  readonly open?: () => Promise<Sandbox>;
  /** Whether the first sandbox comes from `open` as well, rather than a warm one. */
  readonly opensFirst?: boolean;
}

type Sandboxes = ConstructorParameters<typeof Search>[0];

/** Where the sandboxes of a property come from. */
function sandboxesOf(
  t: Pick<Sandboxes, 'unused' | 'release'> & { warm(spare?: boolean): Promise<Sandbox> },
  { first }: { readonly first?: () => Promise<Sandbox> },
): Sandboxes {
  return {
    first: first ?? (() => t.warm()),
    spare: () => t.warm(true),
    unused: (reason) => t.unused(reason),
    release: (sandbox) => t.release(sandbox),
  };
}

/**
 * Judges a requirement by generated cases. The boundary cases come first, then random ones; a counterexample is
 * shrunk and becomes the evidence. Each case counts as one observation.
 */
export async function forAll<
  C extends Catalogue,
  Id extends keyof C & string,
  T,
  Also extends keyof C & string = never,
  Judged extends Judgement<CodeOf<C, Id>> | OtherJudgement<C, Also> = Judgement<CodeOf<C, Id>>,
>(
  t: TestContext<C>,
  requirement: Id,
  arbitrary: Arbitrary<T>,
  options: PropertyOptions<C, Also, T>,
  judge: (sandbox: Sandbox, value: T) => Promise<Judged>,
): Promise<void> {
  const search = new Search(sandboxesOf(t, options), requirement, options, judge);
  const { examples, only } = givenCases(t, requirement, options);
  const planned = examples.length + (only ? 0 : Math.round(t.runs * (options.weight ?? 1)));
  const details = await check(
    asyncProperty(arbitrary, (value) => search.holds(value)),
    {
      seed: t.seed,
      numRuns: planned,
      examples: examples.map((example): [T] => [example]),
      interruptAfterTimeLimit: SEARCH_LIMIT_MS,
      // A stored input is as small as it gets.
      endOnFailure: only || options.smaller !== undefined,
    },
  );
  search.rethrow();
  if (search.found === undefined) {
    conclude(t, requirement, search, planned, details.interrupted);
    return;
  }

  if (options.smaller !== undefined && !only) {
    await search.shrink(options.smaller);
    search.rethrow();
  }
  if (await plainCaseFails(t, requirement, options.control, judge)) return;
  const show = options.show ?? ((value: T) => JSON.stringify(value) ?? String(value));
  const { value, judgement, sandbox } = search.found;
  const { beside, ...found } = judgement;
  const blamed = options.blame === undefined ? found : options.blame(value, judgement);
  const smallest = { counterexample: clip(show(value), SHOWN), example: JSON.stringify(value) };
  const violated = blamed.requirement ?? requirement;
  // The search has excluded a busy machine.
  t.recorder.deviates(violated, { ...blamed, ...smallest }, sandbox.trace, 'seen');
  if (beside !== undefined)
    t.recorder.deviates(beside.requirement, { ...beside, ...smallest }, sandbox.trace, 'seen');
}

/** The cases to try first; `only`: stored ones, and nothing else. */
function givenCases<C extends Catalogue, T>(
  t: TestContext<C>,
  requirement: string,
  { also = [], control, examples = [] }: PropertyOptions<C, string, T>,
): { readonly examples: readonly T[]; readonly only: boolean } {
  const plain = control !== ofTest && 'value' in control ? [control.requirement] : [];
  const stored = t.storedExamples([requirement, ...also, ...plain]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored by this very property, as JSON of its values
  const earlier = stored.examples.map((text) => JSON.parse(text) as T);
  return { examples: stored.only ? earlier : [...earlier, ...examples], only: stored.only };
}

/** Judges the plain case; if it deviates as well, the deviation is recorded where the control points. */
async function plainCaseFails<C extends Catalogue, T>(
  t: TestContext<C>,
  requirement: keyof C & string,
  control: PropertyControl<C, T>,
  judge: (sandbox: Sandbox, value: T) => Promise<Charge | undefined>,
): Promise<boolean> {
  if (control === ofTest || !('value' in control)) return false;
  // It held in the attempt that is repeated.
  if (t.repeatsOnlyOthers(control.requirement)) return false;
  const used = await t.warm();
  if ((await judge(used, control.value)) === undefined) {
    await t.release(used);
    return false;
  }
  const sandbox = await t.fresh();
  const plain = await judge(sandbox, control.value);
  if (plain === undefined) return false;
  const { expected, actual } = plain;
  // A case may name the requirement itself that it violates.
  const charged = plain.requirement === undefined ? control : { ...plain, requirement: plain.requirement };
  // With the value, so that the confirmation repeats this case instead of the search.
  const evidence = { code: charged.code, expected, actual, example: JSON.stringify(control.value) };
  t.recorder.deviates(charged.requirement, evidence, sandbox.trace);
  const told = `The plain case of this property fails as well: see ${charged.requirement}.`;
  if (charged.requirement !== requirement) t.leaveOpen(requirement, told);
  return true;
}

/** Records the result of a search without a deviation. */
function conclude<C extends Catalogue, T>(
  t: TestContext<C>,
  requirement: keyof C & string,
  search: Search<T>,
  planned: number,
  interrupted: boolean,
): void {
  const { cases, restarts } = search;
  if (search.starved !== undefined) {
    t.recorder.leaveStarved(requirement, search.starved);
  } else if (interrupted) {
    const limit = `the limit of ${SEARCH_LIMIT_MS / 1000} s`;
    const told = `${cases} of ${planned} cases ran, and held, before ${limit} ended the search`;
    t.leaveOpen(requirement, `Only ${told}: the runtime or the machine is slow.`);
  } else if (search.lame) {
    const told = `${cases} of ${planned} cases ran, and held, with ${restarts} restarts`;
    t.leaveOpen(requirement, `Only ${told}: the runtime did not poll again after them.`);
  } else {
    t.recorder.holds(requirement, cases);
  }
}
