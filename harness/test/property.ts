/** Properties: generated cases against one warm runtime, with fast-check for generation and shrinking. */
import { asyncProperty, check, type Arbitrary } from 'fast-check';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { UnreachedError } from '../trace/outcome.ts';
import type { Catalogue, CodeOf } from '../run/requirement.ts';
import { NotJudgedError, type Evidence } from './recorder.ts';
import type { TestContext } from './test-context.ts';

/**
 * How long a property may search. A runtime that hangs ends the search by deviating, so that this bounds slow runtimes
 * only; it is far beyond what a right one needs on a machine that is busy with other things.
 */
const SEARCH_LIMIT_MS = 120_000;

/** How long a counterexample may be made smaller. */
const SHRINK_LIMIT_MS = 20_000;

/** Attempts to make a counterexample smaller. */
const SHRINK_ATTEMPTS = 60;

/** A runtime that does not go on by itself so many times, and after most cases, is not started again for further ones. */
const RESTARTS = 10;

/** What one case showed against the requirement of the property. `undefined`: it held. */
export type Judgement<Code extends string = string> =
  | (Pick<Evidence<Code>, 'code' | 'expected' | 'actual'> & { readonly requirement?: undefined })
  | undefined;

/** What one case showed against another requirement than the one of the property. */
export type OtherJudgement<C extends Catalogue, Id extends keyof C> = {
  [Other in Id]: Pick<Evidence<CodeOf<C, Other>>, 'code' | 'expected' | 'actual'> & {
    readonly requirement: Other;
  };
}[Id];

export interface PropertyOptions<Id extends string, T> {
  /** Other requirements that a case may show not to hold. */
  readonly also?: readonly Id[];
  /** Cases that are always tried first: the known boundaries. */
  readonly examples?: readonly T[];
  /** Generated cases, as a share of the run's budget. Default: 1. */
  readonly weight?: number;
  /** How a counterexample reads. Default: as JSON. */
  readonly show?: (value: T) => string;
  /** Whether each case gets a sandbox of its own: for cases that disturb it. */
  readonly isolated?: boolean;
  /**
   * Smaller values to try in place of a counterexample, the most promising first. Default: fast-check's own shrinking,
   * which knows only values it generated itself.
   */
  readonly smaller?: (value: T) => Iterable<T>;
  /** The sandbox to go on with after one that is no longer usable. Default: a fresh one. */
  readonly open?: () => Promise<Sandbox>;
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
  scene: TestContext<C>,
  requirement: Id,
  arbitrary: Arbitrary<T>,
  options: PropertyOptions<Also, T>,
  judge: (sandbox: Sandbox, value: T) => Promise<Judged>,
): Promise<void> {
  const open = options.open ?? (() => scene.fresh());
  let sandbox: Sandbox | undefined;
  let cases = 0;
  let attempts = 0;
  let restarts = 0;
  let shrinkUntil = Number.POSITIVE_INFINITY;
  let latest: Judged | undefined;
  let failing: Id | Also | undefined;
  let evidence: Sandbox | undefined;
  const sandboxFor = async (): Promise<Sandbox> => {
    if (options.isolated === true) {
      await sandbox?.[Symbol.asyncDispose]();
      return open();
    }
    if (sandbox === undefined) return scene.warm();
    if (sandbox.warm || (await settles(sandbox))) return sandbox;
    await sandbox[Symbol.asyncDispose]();
    restarts += 1;
    return open();
  };
  /** Whether the value shows the deviation; once one is found, only the same requirement counts. */
  const deviates = async (value: T): Promise<boolean> => {
    sandbox = await sandboxFor();
    let judgement = await judge(sandbox, value);
    cases += 1;
    if (judgement !== undefined && (await sandbox.perhapsSlow())) {
      // Perhaps it was the machine that was slow: what hangs once and not again must not end the search.
      await sandbox[Symbol.asyncDispose]();
      sandbox = await open();
      judgement = await judge(sandbox, value);
    }
    const violated = judgement === undefined ? undefined : (judgement.requirement ?? requirement);
    if (violated === undefined || (failing !== undefined && violated !== failing)) return false;
    if (failing === undefined) shrinkUntil = performance.now() + SHRINK_LIMIT_MS;
    failing = violated;
    latest = judgement;
    evidence = sandbox;
    return true;
  };
  // fast-check would take whatever is thrown for a counterexample; it is none, and ends the search.
  let thrown: { readonly reason: unknown } | undefined;
  const shows = async (value: T): Promise<boolean> => {
    if (thrown !== undefined) return false;
    try {
      return await deviates(value);
    } catch (reason) {
      // What cannot be judged is no smaller counterexample than the one that was.
      if (failing === undefined || !leavesUnjudged(reason)) thrown = { reason };
      return false;
    }
  };
  const isLame = (): boolean => restarts > RESTARTS && restarts > cases / 2;
  const isShrunk = (): boolean => (attempts += 1) > SHRINK_ATTEMPTS || performance.now() > shrinkUntil;
  const property = asyncProperty(arbitrary, async (value) => {
    if (failing === undefined ? isLame() : isShrunk()) return true;
    return !(await shows(value));
  });
  const stored = scene.storedExamples([requirement, ...(options.also ?? [])]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- stored by this very property, as JSON of its values
  const earlier = stored.examples.map((text) => JSON.parse(text) as T);
  const examples = stored.only ? earlier : [...earlier, ...(options.examples ?? [])];
  const generated = stored.only ? 0 : Math.round(scene.runs * (options.weight ?? 1));
  const details = await check(property, {
    seed: scene.seed,
    numRuns: examples.length + generated,
    examples: examples.map((example): [T] => [example]),
    interruptAfterTimeLimit: SEARCH_LIMIT_MS,
    // A stored input is as small as it gets.
    endOnFailure: stored.only || options.smaller !== undefined,
  });
  rethrow(thrown);

  if (latest === undefined && details.interrupted) {
    const limit = `the limit of ${SEARCH_LIMIT_MS / 1000} s`;
    const told = `${cases} of ${examples.length + generated} cases held before ${limit} cut the search`;
    scene.leaveOpen(requirement, `Only ${told}; the runtime is slow, or the machine is.`);
    return;
  }
  if (latest === undefined && isLame()) {
    const told = `${cases} of ${examples.length + generated} cases held, and took ${restarts} new starts`;
    scene.leaveOpen(requirement, `Only ${told}: the runtime did not go on by itself after them.`);
    return;
  }
  if (!details.failed || latest === undefined) {
    scene.recorder.holds(requirement, cases);
    return;
  }
  let [counterexample] = details.counterexample ?? [];
  if (counterexample !== undefined && options.smaller !== undefined && !stored.only) {
    counterexample = await shrink(counterexample, options.smaller, isShrunk, shows);
    rethrow(thrown);
  }
  const show = options.show ?? ((value: T) => JSON.stringify(value) ?? String(value));
  const smallest =
    counterexample === undefined
      ? {}
      : { counterexample: clip(show(counterexample)), example: JSON.stringify(counterexample) };
  scene.recorder.deviates(failing ?? requirement, { ...latest, ...smallest }, evidence?.trace);
}

function rethrow(thrown: { readonly reason: unknown } | undefined): void {
  if (thrown !== undefined) throw thrown.reason;
}

function leavesUnjudged(reason: unknown): boolean {
  return reason instanceof UnreachedError || reason instanceof NotJudgedError;
}

/** The smallest value found that still deviates, within the attempts and the time that shrinking may take. */
async function shrink<T>(
  found: T,
  smaller: (value: T) => Iterable<T>,
  isShrunk: () => boolean,
  deviates: (value: T) => Promise<boolean>,
): Promise<T> {
  let smallest = found;
  for (let progressed = true; progressed;) {
    progressed = false;
    for (const candidate of smaller(smallest)) {
      if (isShrunk()) return smallest;
      if (await deviates(candidate)) {
        smallest = candidate;
        progressed = true;
        break;
      }
    }
  }
  return smallest;
}

/** Whether the runtime comes back to `next` by itself: the case before may just have ended. */
async function settles(sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.running) return false;
  const from = sandbox.trace.entries.findLastIndex(
    (entry) => entry.kind === 'request-body' && sandbox.trace.entries.length > 0,
  );
  await sandbox.see((entry) => entry.kind === 'request' && entry.endpoint === 'next', {
    awaited: 'the next poll',
    from: Math.max(0, from),
    limitMs: sandbox.limits.outcomeMs,
  });
  // One that polls again without having settled the case before is given that event again, not the next one.
  return sandbox.warm;
}

function clip(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} characters)` : text;
}
