/**
 * What a test works with: sandboxes, limits, and the place where it says what it saw. A requirement is conformant
 * only through `verify`: a test that never gets there leaves it inconclusive.
 */
import { outputTail } from '../trace/output-tail.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Limits, Smoke } from '../sandbox/limits.ts';
import type { Target } from '../run/target.ts';
import { decisiveEntry, excerpt } from '../trace/excerpt.ts';
import { sampleSeries } from '../trace/resource-series.ts';
import type { Trace } from '../trace/trace.ts';
import { viewOf } from '../trace/view.ts';
import type { NotJudged, TestRecord } from '../run/test-record.ts';
import type { WireRule } from './wire-rule.ts';
import { Findings } from './findings.ts';
import type { FreshOptions, SandboxPool } from './sandbox-pool.ts';
import type { Provided } from './assignment.ts';
import type { Pace } from '../run/run.ts';
import type { StoredExample } from '../run/case.ts';

/** More than any test makes of a runtime that does what it is asked to. */
const JUDGED_ENTRIES = 20_000;
const FLOODED = 'The runtime sent more requests than the harness keeps, which then stopped serving it.';

/** What goes with a claim, for the reader of a deviation. */
export interface Evidence {
  /** One sentence about what the runtime did wrong; the same for every occurrence of the same fault. */
  readonly deviation: string;
  readonly expected: string;
  readonly actual: string;
  /** The sandbox it was seen in. Default: the one opened last. */
  readonly sandbox?: Sandbox;
  readonly counterexample?: string;
  /** The same as JSON, so that it can be stored and replayed. */
  readonly example?: string;
}

/** Thrown by `Scene.notTestable` and `Scene.inconclusive`. */
export class NotJudgedError extends Error {
  override readonly name = 'NotJudgedError';
  readonly verdict: NotJudged['verdict'];

  constructor(verdict: NotJudged['verdict'], reason: string) {
    super(reason);
    this.verdict = verdict;
  }
}

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

export class Scene<Id extends string> {
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
  readonly #observations: Record<string, number> = {};
  readonly #findings = new Findings();
  readonly #notJudged: NotJudged[] = [];
  readonly #warnings: string[] = [];
  #maybeSlowMachine = false;
  #over = false;

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

  /** Says whether a requirement was seen to hold. Does not throw: a test may go on to its other claims. */
  verify(requirement: Id, holds: boolean, evidence: Evidence): boolean {
    // Of what a test did side by side, one part may have ended it; the others see sandboxes that we close.
    if (this.#over) return holds;
    const sandbox = evidence.sandbox ?? this.#sandboxes.at(-1)?.sandbox;
    // We stopped serving it: what did not happen since then proves nothing.
    if (!holds && sandbox?.trace.overflowed === true) this.inconclusive(FLOODED);
    this.#observations[requirement] = (this.#observations[requirement] ?? 0) + 1;
    if (!holds) {
      this.#findings.add(requirement, evidence.deviation, () => {
        const entries = sandbox?.trace.entries ?? [];
        const shows = decisiveEntry(entries, evidence.actual);
        return {
          expected: evidence.expected,
          actual: evidence.actual,
          ...excerpt(entries, entries.length, { before: 40, decisive: (entry) => entry === shows }),
          output: outputTail(entries),
          ...(evidence.counterexample === undefined ? {} : { counterexample: evidence.counterexample }),
          ...(evidence.example === undefined ? {} : { example: evidence.example }),
        };
      });
    }
    return holds;
  }

  /** A remark about the run itself. */
  warn(text: string): void {
    this.#warnings.push(text);
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
  leaveUnjudged(requirements: readonly string[], verdict: NotJudged['verdict'], reason: string): void {
    for (const requirement of requirements) {
      if ((this.#observations[requirement] ?? 0) === 0)
        this.#notJudged.push({ requirement, verdict, reason });
    }
  }

  /** Notes that what was seen of a requirement is too little to judge it. */
  leaveOpen(requirement: Id, reason: string): void {
    this.#notJudged.push({ requirement, verdict: 'inconclusive', reason });
  }

  get deviates(): boolean {
    return this.#findings.size > 0;
  }

  /** Whether a slow machine may be to blame for what one of the sandboxes did not do; known once it is closed. */
  get maybeSlowMachine(): boolean {
    return this.#maybeSlowMachine;
  }

  /** Closes or gives back the sandboxes and applies the wire rules to what happened in them. */
  async close(test: string, fit: boolean): Promise<TestRecord> {
    this.#over = true;
    const samples = this.#sandboxes
      .map(({ sandbox }) => sampleSeries(sandbox.trace.entries))
      .filter((series) => series.length >= SERIES);
    const slow = await Promise.all(this.#sandboxes.map(({ sandbox }) => sandbox.maybeSlowMachine()));
    this.#maybeSlowMachine = slow.includes(true);
    for (const { sandbox, leased } of this.#sandboxes) {
      if (leased) {
        // An outcome is where most tests end; the poll behind it makes the sandbox fit for the next one.
        if (fit) await sandbox.waitForPoll();
        this.#judge(sandbox.trace);
        await this.#pool.giveBack(sandbox, fit && !this.deviates);
      } else {
        await this.#pool.discard(sandbox);
        this.#judge(sandbox.trace);
      }
    }
    return {
      test,
      observations: this.#observations,
      findings: this.#findings.all,
      notJudged: this.#notJudged,
      warnings: this.#warnings,
      samples,
    };
  }

  #judge(trace: Trace): void {
    // Some rules compare each request with each other one; of a flood they see as much as shows what it is.
    const entries = trace.entries.slice(0, JUDGED_ENTRIES);
    const view = viewOf(entries, trace.overflowed || entries.length < trace.length);
    for (const rule of this.#wireRules) {
      const { observations, findings } = rule.judge(view, this.smoke);
      if (observations > 0) {
        this.#observations[rule.requirement] = (this.#observations[rule.requirement] ?? 0) + observations;
      }
      for (const finding of findings) {
        this.#findings.add(rule.requirement, finding.message, () => ({
          expected: finding.expected,
          actual: finding.actual,
          ...excerpt(trace.entries, finding.at, { decisive: (entry) => entry === trace.entries[finding.at] }),
          output: outputTail(trace.entries),
        }));
      }
    }
  }
}
