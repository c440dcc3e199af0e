/** What a test works with: sandboxes, limits, and the place where it says what it saw. */
import type { Catalogue, CodeOf } from '../run/requirement.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Limits, Smoke } from '../sandbox/limits.ts';
import type { Target } from '../run/target.ts';
import { sampleSeries } from '../trace/resource-series.ts';
import type { NotJudged, TestRecord } from '../run/test-record.ts';
import type { WireRule } from './wire-rule.ts';
import { NotJudgedError, Recorder, type Evidence } from './recorder.ts';
import type { FreshOptions, SandboxPool } from './sandbox-pool.ts';
import type { Provided } from './assignment.ts';
import type { Pace } from '../run/run.ts';
import type { StoredExample } from '../run/case.ts';

/** What goes with a deviation, and the sandbox it was seen in. */
export type TestEvidence<Code extends string = string> = Evidence<Code> & {
  /** Default: the one opened last. */
  readonly sandbox?: Sandbox;
};

/** How a test is attempted this time. */
export interface AttemptOptions {
  /** No sandbox that others have used. */
  readonly freshOnly: boolean;
  readonly examples: readonly StoredExample[];
  /** Nothing but the stored inputs: a confirmation or a replay. */
  readonly examplesOnly: boolean;
}

/** Fewer samples than this show no course. */
const SERIES = 12;

/** What the body of a test gets: sandboxes to open, and ids and codes of the catalogue `C` to judge. */
export class TestContext<C extends Catalogue> {
  /** The same without types: takes ids and codes of any catalogue. */
  readonly recorder = new Recorder();
  readonly smoke: Smoke;
  readonly limits: Limits;
  readonly target: Target;
  readonly pace: Pace;
  readonly runs: number;
  readonly seed: number;
  readonly #pool: SandboxPool;
  readonly #wireRules: readonly WireRule[];
  readonly #attempt: AttemptOptions;
  readonly #sandboxes: { readonly sandbox: Sandbox; readonly leased: boolean }[] = [];
  #maybeSlowMachine = false;

  constructor(
    pool: SandboxPool,
    provided: Provided,
    wireRules: readonly WireRule[],
    attempt: AttemptOptions,
  ) {
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

  /** A sandbox whose runtime waits in `next`, perhaps after other tests. For tests that leave it as they found it. */
  async warm(): Promise<Sandbox> {
    if (this.#attempt.freshOnly) return this.fresh();
    const sandbox = await this.#pool.lease();
    this.#sandboxes.push({ sandbox, leased: true });
    await sandbox.ready();
    return sandbox;
  }

  /** A sandbox of this test's own, waited for until its first poll. */
  async fresh(options: FreshOptions = {}): Promise<Sandbox> {
    const sandbox = await this.start(options);
    await sandbox.ready();
    return sandbox;
  }

  /** A sandbox of this test's own, just started: for tests of the init phase. */
  async start(options: FreshOptions = {}): Promise<Sandbox> {
    const sandbox = await this.#pool.open(options);
    this.#sandboxes.push({ sandbox, leased: false });
    return sandbox;
  }

  /** Whether a stored case is tried again, and nothing else. */
  get replaying(): boolean {
    return this.#attempt.examplesOnly;
  }

  /** Stored inputs for the property of these requirements, as JSON; `only`: nothing else is to be tried. */
  storedExamples(requirements: readonly string[]): {
    readonly examples: readonly string[];
    readonly only: boolean;
  } {
    const examples = this.#attempt.examples.flatMap((stored) =>
      requirements.includes(stored.requirement) && stored.example !== undefined ? [stored.example] : [],
    );
    return { examples, only: this.#attempt.examplesOnly && examples.length > 0 };
  }

  /** A requirement was seen to hold. */
  holds(requirement: keyof C & string): void {
    this.recorder.holds(requirement);
  }

  /** A requirement was seen not to hold. Does not throw: a test may go on to its other claims. */
  deviates<Id extends keyof C & string>(requirement: Id, evidence: TestEvidence<CodeOf<C, Id>>): void {
    const { sandbox = this.#sandboxes.at(-1)?.sandbox, ...shown } = evidence;
    this.recorder.deviates(requirement, shown, sandbox?.trace);
  }

  /** Says whether a requirement was seen to hold, and returns it. */
  verify<Id extends keyof C & string>(
    requirement: Id,
    holds: boolean,
    evidence: TestEvidence<CodeOf<C, Id>> | (() => TestEvidence<CodeOf<C, Id>>),
  ): boolean {
    if (holds) this.holds(requirement);
    else this.deviates(requirement, typeof evidence === 'function' ? evidence() : evidence);
    return holds;
  }

  /** A remark about the run itself. */
  warn(text: string): void {
    this.recorder.warn(text);
  }

  /** Ends the test: something it needs is missing, and this would make it testable. */
  notTestable(reason: string): never {
    throw new NotJudgedError('not-testable', reason);
  }

  /** Ends the test: what it is about could not be reached. */
  inconclusive(reason: string): never {
    throw new NotJudgedError('inconclusive', reason);
  }

  /** Notes why requirements were not judged, unless they already were. */
  leaveUnjudged(
    requirements: readonly (keyof C & string)[],
    verdict: NotJudged['verdict'],
    reason: string,
  ): void {
    this.recorder.leaveUnjudged(requirements, verdict, reason);
  }

  /** Notes that what was seen of a requirement is too little to judge it. */
  leaveOpen(requirement: keyof C & string, reason: string): void {
    this.recorder.leaveOpen(requirement, reason);
  }

  /** Whether a slow machine may be to blame for what one of the sandboxes did not do; known once it is closed. */
  get maybeSlowMachine(): boolean {
    return this.#maybeSlowMachine;
  }

  /** Closes or gives back the sandboxes and applies the wire rules to what happened in them. */
  async close(test: string, fit: boolean): Promise<TestRecord> {
    this.recorder.seal();
    const samples = this.#sandboxes
      .map(({ sandbox }) => sampleSeries(sandbox.trace.entries))
      .filter((series) => series.length >= SERIES);
    const slow = await Promise.all(this.#sandboxes.map(({ sandbox }) => sandbox.maybeSlowMachine()));
    this.#maybeSlowMachine = slow.includes(true);
    for (const { sandbox, leased } of this.#sandboxes) {
      // An outcome is where most tests end; the poll behind it makes the sandbox fit for the next one.
      if (leased && fit) await sandbox.waitForPoll();
      if (!leased) await this.#pool.discard(sandbox);
      this.recorder.judge(sandbox.trace, this.#wireRules, this.smoke);
      if (leased) await this.#pool.giveBack(sandbox, fit && !this.recorder.deviating);
    }
    return this.recorder.record(test, samples);
  }
}
