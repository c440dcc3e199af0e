/** The interface of a test: sandboxes, limits, and its record. */
import type { Catalogue, CodeOf } from '../run/requirement.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Limits, Smoke } from '../sandbox/limits.ts';
import type { Target } from '../run/target.ts';
import { sampleSeries } from '../trace/resource-series.ts';
import type { Combinations } from '../run/combinations.ts';
import type { CountedStart, StartReason } from '../run/starts.ts';
import type { NotJudged, TestRecord } from '../run/test-record.ts';
import type { WireRule } from './wire-rule.ts';
import { NotJudgedError, Recorder, type Evidence } from './recorder.ts';
import { nextUseOf, type NextUse } from './next-use.ts';
import { stillServes } from './still-serves.ts';
import { deliveriesIn, startsIn } from './process-starts.ts';
import type { FreshOptions, SandboxPool } from './sandbox-pool.ts';
import type { Provided } from './assignment.ts';
import type { Pace } from '../run/run.ts';
import type { StoredExample } from '../run/case.ts';

/** The evidence of a deviation, and its sandbox. */
export type TestEvidence<Code extends string = string> = Evidence<Code> & {
  /** Default: the sandbox opened last. */
  readonly sandbox?: Sandbox;
};

/** How to run one attempt at a test. */
export interface AttemptOptions {
  /** Use no warm sandbox. */
  readonly freshOnly: boolean;
  readonly examples: readonly StoredExample[];
  /** Only the stored inputs: a confirmation or a replay. */
  readonly examplesOnly: boolean;
  /** The deviations that it repeats: it ends once it has seen them all. Default: it runs to its end. */
  readonly awaited?: readonly { readonly requirement: string; readonly code: string }[];
  /** Why there is this attempt, if that is the reason for its starts. */
  readonly reason?: StartReason;
  /** Whether the test ends the processes that it is given. */
  readonly endsItsProcess?: boolean;
}

/** A sandbox of the test. */
interface Used {
  readonly sandbox: Sandbox;
  readonly next: NextUse;
  /** Why it was started; undefined if it was not started for this test. */
  readonly reason: StartReason | undefined;
}

/** Fewer samples than this show no trend. */
const SERIES = 12;

/** What the body of a test gets, typed by the ids and codes of the catalogue `C`. */
export class TestContext<C extends Catalogue> {
  /** The untyped recorder: takes ids and codes of any catalogue. */
  readonly recorder: Recorder;
  readonly smoke: Smoke;
  readonly limits: Limits;
  readonly target: Target;
  readonly pace: Pace;
  readonly runs: number;
  readonly seed: number;
  readonly #pool: SandboxPool;
  readonly #wireRules: readonly WireRule[];
  readonly #attempt: AttemptOptions;
  #sandboxes: Used[] = [];
  readonly #starts: CountedStart[] = [];
  readonly #samples: NonNullable<TestRecord['samples']>[number][] = [];
  #events = 0;
  readonly #asked = new Set<string>();
  #maybeSlowMachine = false;

  constructor(
    pool: SandboxPool,
    provided: Provided,
    wireRules: readonly WireRule[],
    attempt: AttemptOptions,
  ) {
    this.recorder = new Recorder(provided.keep, attempt.awaited);
    this.#pool = pool;
    this.#attempt = attempt;
    this.#wireRules = wireRules;
    this.smoke = provided.smoke;
    this.limits = provided.limits;
    this.target = provided.target;
    this.pace = provided.pace;
    this.runs = provided.runs;
    this.seed = provided.seed;
  }

  /** A sandbox whose runtime waits in `next`, maybe after other tests; `spare`: may be odd, for what may end it. */
  async warm(spare = this.#attempt.endsItsProcess === true): Promise<Sandbox> {
    if (this.#attempt.freshOnly) return this.unused();
    const sandbox = await this.#pool.lease({ endsIt: spare });
    const reason = this.#pool.isNew(sandbox) ? (this.#attempt.reason ?? 'warm') : undefined;
    this.#sandboxes.push({ sandbox, next: 'any', reason });
    await sandbox.ready();
    return sandbox;
  }

  /** A sandbox that has served nothing, after its first poll. For tests that leave it unchanged: others use it afterwards. */
  async unused(reason?: StartReason): Promise<Sandbox> {
    const sandbox = await this.startUnused(reason);
    await sandbox.ready();
    return sandbox;
  }

  /** The same, just started. */
  startUnused(reason: StartReason = 'fresh'): Promise<Sandbox> {
    return this.#open({}, reason, 'any');
  }

  /** A sandbox only for this test, after its first poll. */
  async fresh(options: FreshOptions = {}, reason?: StartReason): Promise<Sandbox> {
    const sandbox = await this.start(options, reason);
    await sandbox.ready();
    return sandbox;
  }

  /** A sandbox only for this test, just started: for tests of the init phase. */
  async start(
    options: FreshOptions = {},
    reason: StartReason = Object.keys(options).length === 0 ? 'fresh' : 'settings',
  ): Promise<Sandbox> {
    return this.#open(options, reason, nextUseOf(options));
  }

  async #open(options: FreshOptions, reason: StartReason, next: NextUse): Promise<Sandbox> {
    const sandbox = await this.#pool.open(options, next === 'any');
    this.#sandboxes.push({ sandbox, next, reason: this.#attempt.reason ?? reason });
    return sandbox;
  }

  /** Ends the use of a sandbox before the test ends, so that others can use it. */
  async release(sandbox: Sandbox): Promise<void> {
    const used = this.#sandboxes.find((other) => other.sandbox === sandbox);
    if (used === undefined) return;
    this.#sandboxes = this.#sandboxes.filter((other) => other !== used);
    await this.#leave(used, true);
  }

  /** Whether it only repeats deviations, and none from this requirement. */
  repeatsOnlyOthers(requirement: string): boolean {
    const { awaited = [] } = this.#attempt;
    return awaited.length > 0 && awaited.every((other) => other.requirement !== requirement);
  }

  /** Whether only stored cases are repeated. */
  get replaying(): boolean {
    return this.#attempt.examplesOnly;
  }

  /** Stored inputs for the property of these requirements, as JSON; `only`: try nothing else. */
  storedExamples(requirements: readonly string[]): {
    readonly examples: readonly string[];
    readonly only: boolean;
  } {
    const examples = this.#attempt.examples.flatMap((stored) =>
      requirements.includes(stored.requirement) && stored.example !== undefined ? [stored.example] : [],
    );
    return { examples, only: this.#attempt.examplesOnly && examples.length > 0 };
  }

  /** Records that a requirement holds. */
  holds(requirement: keyof C & string): void {
    this.recorder.holds(requirement, 1, this.#sandboxes.at(-1)?.sandbox.trace);
  }

  /** Records a deviation. Does not throw: a test may continue with its other claims. */
  deviates<Id extends keyof C & string>(requirement: Id, evidence: TestEvidence<CodeOf<C, Id>>): void {
    const { sandbox = this.#sandboxes.at(-1)?.sandbox, ...shown } = evidence;
    this.recorder.deviates(requirement, shown, sandbox?.trace);
  }

  /** Records whether a requirement holds, and returns it. */
  verify<Id extends keyof C & string>(
    requirement: Id,
    holds: boolean,
    evidence: TestEvidence<CodeOf<C, Id>> | (() => TestEvidence<CodeOf<C, Id>>),
  ): boolean {
    if (holds) this.holds(requirement);
    else this.deviates(requirement, typeof evidence === 'function' ? evidence() : evidence);
    return holds;
  }

  /**
   * Like `verify`, for what must not happen while the test waits, or not more often than a limit. It holds only if the machine
   * left the runtime enough time; what was seen is a deviation in any case.
   */
  verifyAbsence<Id extends keyof C & string>(
    requirement: Id,
    absent: boolean,
    evidence: TestEvidence<CodeOf<C, Id>>,
  ): boolean {
    const { sandbox = this.#sandboxes.at(-1)?.sandbox, ...shown } = evidence;
    if (absent) this.recorder.holdsByAbsence(requirement, sandbox?.trace);
    else this.recorder.deviates(requirement, shown, sandbox?.trace, 'seen');
    return absent;
  }

  /** Whether a requirement was left open because the machine was too busy. */
  get starved(): boolean {
    return this.recorder.starved;
  }

  /** Whether the machine was too busy during a wait for one of the sandboxes. */
  get maybeStarved(): boolean {
    return this.#sandboxes.some(({ sandbox }) => sandbox.trace.starved !== undefined);
  }

  /** Records how many combinations of factors the test tried. */
  tried(combinations: Combinations): void {
    this.recorder.tried(combinations);
  }

  /** Records a remark about the run itself. */
  warn(text: string): void {
    this.recorder.warn(text);
  }

  /** Ends the test as not testable; the reason says what is missing. */
  notTestable(reason: string): never {
    throw new NotJudgedError('not-testable', reason);
  }

  /** Ends the test as not applicable: it is about a freedom that this runtime does not take; the reason names it. */
  notApplicable(reason: string): never {
    throw new NotJudgedError('not-applicable', reason);
  }

  /** Ends the test as inconclusive. */
  inconclusive(reason: string): never {
    throw new NotJudgedError('inconclusive', reason);
  }

  /** Records why requirements were not judged, unless they were; `cutShort`: the machine ended the test, so that no observation counts. */
  leaveUnjudged(
    requirements: readonly (keyof C & string)[],
    verdict: NotJudged['verdict'],
    reason: string,
    cutShort = false,
  ): void {
    this.recorder.leaveUnjudged(requirements, verdict, reason, cutShort);
  }

  /** Records that the observations of a requirement are too few to judge it. */
  leaveOpen(requirement: keyof C & string, reason: string): void {
    this.recorder.leaveOpen(requirement, reason);
  }

  /** Whether a slow machine may be the cause of a timeout in one of the sandboxes; known once it is closed. */
  get maybeSlowMachine(): boolean {
    return this.#maybeSlowMachine;
  }

  /** The actions that the test asked of the probe function; known once it is closed. */
  get asked(): ReadonlySet<string> {
    return this.#asked;
  }

  /** The starts of the bootstrap; known once it is closed. */
  get starts(): readonly CountedStart[] {
    return this.#starts;
  }

  /** How many events were delivered to the runtime; known once it is closed. */
  get events(): number {
    return this.#events;
  }

  /** Closes or returns the sandboxes and applies the wire rules to their traces. */
  async close(test: string, fit: boolean): Promise<TestRecord> {
    this.recorder.seal();
    const slow = await Promise.all(this.#sandboxes.map(({ sandbox }) => sandbox.maybeSlowMachine()));
    this.#maybeSlowMachine ||= slow.includes(true);
    for (const used of this.#sandboxes) await this.#leave(used, fit);
    return this.recorder.record(test, this.#samples);
  }

  /** Applies the wire rules to the trace of a sandbox, and closes it or leaves it to other tests. */
  async #leave({ sandbox, next, reason }: Used, fit: boolean): Promise<void> {
    for (const action of sandbox.asked) this.#asked.add(action);
    const samples = sampleSeries(sandbox.trace.entries);
    if (samples.length >= SERIES) this.#samples.push(samples);
    // Most tests end with an outcome; after the next poll another test can use the sandbox.
    if (fit && next === 'any') await sandbox.waitForPoll();
    else if (fit || this.recorder.repeated) await sandbox.seeRoundOut();
    if (next === 'none') await this.#pool.discard(sandbox);
    this.recorder.judge(sandbox.trace, this.#wireRules, this.smoke);
    this.#starts.push(...startsIn(sandbox.trace.entries, reason, this.#attempt.reason));
    this.#events += deliveriesIn(sandbox.trace.entries);
    if (next === 'none') return;
    const { charged, repeated, spoiled } = this.recorder;
    const usable = (fit || repeated) && !spoiled;
    // It can still end in another test, which is repeated in a fresh one if it deviates there.
    const odd =
      next === 'ending' || (usable && charged.size > 0 && !(await stillServes(sandbox, this.smoke)));
    await this.#pool.giveBack(sandbox, usable, odd);
  }
}
