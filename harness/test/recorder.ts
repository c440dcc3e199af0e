/**
 * The observations of one attempt at a test. A requirement is conformant only through `holds`: without a call it is
 * inconclusive.
 */
import { clip } from '../base/clip.ts';
import type { Smoke } from '../sandbox/limits.ts';
import type { Finding, NotJudged, TestRecord } from '../run/test-record.ts';
import type { Combinations } from '../run/combinations.ts';
import type { Recorded } from '../run/conversation.ts';
import { conversationOf } from '../trace/conversation.ts';
import { decisiveEntries, decisiveEntry } from '../trace/decisive.ts';
import { excerpt, type Excerpt } from '../trace/excerpt.ts';
import { outputTail } from '../trace/output-tail.ts';
import type { Trace } from '../trace/trace.ts';
import { viewOf } from '../trace/view.ts';
import { HeldTraces } from './held-traces.ts';
import { keyOfSeen } from './rule-findings.ts';
import type { WireRule } from './wire-rule.ts';

/** More than any test causes with a correct runtime. */
const JUDGED_ENTRIES = 20_000;
const FLOODED = 'The runtime sent more requests than the harness keeps, so the harness stopped serving it.';
const TEXT_LENGTH = 4000;

/** What wire rules need of a trace. */
type JudgedTrace = Pick<Trace, 'entries' | 'length' | 'overflowed'> & {
  readonly starved?: string | undefined;
} & Partial<Pick<Trace, 'now'>>;

/** What is kept beside the usual evidence. */
export interface KeptEvidence {
  /** The conversation of each deviation, for `replay --export`. */
  readonly conversations?: boolean;
  /** A trace in which each requirement held, for `--keep-traces`. */
  readonly heldTraces?: boolean;
}

/** The evidence of a deviation. */
export interface Evidence<Code extends string = string> {
  /** What the runtime did wrong: a code of the requirement, whose catalogue row has the sentence. */
  readonly code: Code;
  readonly expected: string;
  readonly actual: string;
  readonly counterexample?: string;
  /** The same as JSON, so that it can be stored and replayed. */
  readonly example?: string;
}

/** Ends a test that cannot judge its requirements. */
export class NotJudgedError extends Error {
  override readonly name = 'NotJudgedError';
  readonly verdict: NotJudged['verdict'];

  constructor(verdict: NotJudged['verdict'], reason: string) {
    super(reason);
    this.verdict = verdict;
  }
}

/** Ends an attempt that repeats deviations, once it has seen them all again. */
export class RepeatedError extends Error {
  override readonly name = 'RepeatedError';
}

/** Collects what a test and the wire rules find about requirements. */
export class Recorder {
  readonly #observations: Record<string, number> = {};
  readonly #findings = new Map<string, Finding>();
  readonly #notJudged: NotJudged[] = [];
  readonly #warnings: string[] = [];
  #combinations: Combinations | undefined;
  readonly #charged = new Set<string>();
  readonly #keep: KeptEvidence;
  readonly #conversations: Recorded[] = [];
  readonly #held = new HeldTraces();
  #sealed = false;
  #starved = false;
  #spoiled = false;
  #repeated = false;

  /** Deviations that an attempt is to repeat, as far as it has not. */
  readonly #awaited: Set<string>;

  /** @param awaited Once all of these are seen, `deviates` throws a RepeatedError. Default: the test runs to its end. */
  constructor(keep: KeptEvidence = {}, awaited: readonly Pick<Finding, 'requirement' | 'code'>[] = []) {
    this.#keep = keep;
    this.#awaited = new Set(awaited.map(keyOfSeen));
  }

  /** Whether a requirement was left open because the machine was too busy. */
  get starved(): boolean {
    return this.#starved;
  }

  /** Whether a deviation that a wire rule saw may change what another test sees in the same sandbox. */
  get spoiled(): boolean {
    return this.#spoiled;
  }

  /** Whether it has ended an attempt that repeats deviations. */
  get repeated(): boolean {
    return this.#repeated;
  }

  /** The requirements whose deviations the test itself reported, not a wire rule. */
  get charged(): ReadonlySet<string> {
    return this.#charged;
  }

  /** Counts observations that a requirement holds; the end of this trace shows it. */
  holds(requirement: string, times = 1, trace?: Trace): void {
    if (this.#sealed) return;
    this.#observe(requirement, times);
    if (this.#keep.heldTraces === true && trace !== undefined) this.#held.keepEnd(requirement, trace.entries);
  }

  /**
   * Counts an observation that something did not happen, or not too often, while the test waited. On a busy machine that
   * leaves the requirement open.
   */
  holdsByAbsence(requirement: string, trace: Trace | undefined): void {
    if (trace?.starved === undefined) this.holds(requirement, 1, trace);
    else this.leaveStarved(requirement, trace.starved);
  }

  /**
   * Records a deviation; the end of this trace shows it. Unless it was `seen`, something did not come in time, and on a busy
   * machine that leaves the requirement open.
   */
  deviates(
    requirement: string,
    evidence: Evidence,
    trace: Trace | undefined,
    basis: 'seen' | 'not in time' = 'not in time',
  ): void {
    if (this.#sealed) return;
    if (basis !== 'seen' && trace?.starved !== undefined) {
      this.leaveStarved(requirement, trace.starved);
      return;
    }
    // The harness stopped serving it: what did not happen since then proves nothing.
    if (trace?.overflowed === true) throw new NotJudgedError('inconclusive', FLOODED);
    const entries = trace?.entries ?? [];
    this.#observe(requirement, 1);
    this.#charged.add(requirement);
    this.#add(requirement, evidence, () => {
      this.#converse(requirement, evidence, trace);
      const shows = decisiveEntry(entries, evidence.actual);
      const around = { before: 40, decisive: decisiveEntries(entries, shows) };
      return { ...excerpt(entries, entries.length, around), output: outputTail(entries) };
    });
    if (!this.#awaited.delete(keyOfSeen({ requirement, code: evidence.code })) || this.#awaited.size > 0)
      return;
    this.#repeated = true;
    throw new RepeatedError('Every deviation was seen again.');
  }

  /** Records how many combinations of factors the test tried. */
  tried(combinations: Combinations): void {
    this.#combinations = combinations;
  }

  /** Records a remark about the run itself. */
  warn(text: string): void {
    this.#warnings.push(text);
  }

  /** Records why requirements were not judged, unless they already were; `cutShort`: what was observed is not enough. */
  leaveUnjudged(
    requirements: readonly string[],
    verdict: NotJudged['verdict'],
    reason: string,
    cutShort = false,
  ): void {
    for (const requirement of requirements) {
      if (cutShort || (this.#observations[requirement] ?? 0) === 0)
        this.#notJudged.push({ requirement, verdict, reason });
    }
  }

  /** Records that the observations of a requirement are too few to judge it. */
  leaveOpen(requirement: string, reason: string): void {
    this.#notJudged.push({ requirement, verdict: 'inconclusive', reason });
  }

  /**
   * From now on only wire rules count. One of several concurrent parts may have ended the test; the others see sandboxes
   * that the harness closes.
   */
  seal(): void {
    this.#sealed = true;
  }

  /** Applies the wire rules to a trace. */
  judge(trace: JudgedTrace, rules: readonly WireRule[], smoke: Smoke | undefined): void {
    // Some rules compare all requests with each other; of a flood they see enough to recognise it.
    const entries = trace.entries.slice(0, JUDGED_ENTRIES);
    const view = viewOf(entries, trace.overflowed || entries.length < trace.length);
    for (const rule of rules) {
      const judged = rule.judge(view, smoke);
      const findings = judged.findings.filter(({ consequence }) => !consequence || this.#charged.size === 0);
      const observations = judged.observations - (judged.findings.length - findings.length);
      if (observations > 0) this.#observe(rule.requirement, observations);
      if (this.#keep.heldTraces === true && observations > 0) this.#held.keepStart(rule.requirement, entries);
      for (const { at, late, consequence: _, ...evidence } of findings) {
        if (late === true && trace.starved !== undefined) {
          this.#leaveStarved(rule.requirement, trace.starved);
          continue;
        }
        this.#spoiled ||= rule.ofForm !== true;
        this.#add(rule.requirement, evidence, () => {
          this.#converse(rule.requirement, evidence, trace, at);
          return {
            ...excerpt(trace.entries, at, { decisive: decisiveEntries(trace.entries, trace.entries[at]) }),
            output: outputTail(trace.entries),
          };
        });
      }
    }
  }

  /** The record of the attempt. */
  record(test: string, samples: NonNullable<TestRecord['samples']>): TestRecord {
    return {
      test,
      observations: this.#observations,
      findings: [...this.#findings.values()],
      notJudged: this.#notJudged,
      warnings: this.#warnings,
      ...(this.#keep.heldTraces === true ? { held: this.#held.all } : {}),
      ...(this.#conversations.length === 0 ? {} : { conversations: this.#conversations }),
      samples,
      ...(this.#combinations === undefined ? {} : { combinations: this.#combinations }),
    };
  }

  /** Records that the machine was too busy to judge a requirement. */
  leaveStarved(requirement: string, reason: string): void {
    if (!this.#sealed) this.#leaveStarved(requirement, reason);
  }

  #leaveStarved(requirement: string, reason: string): void {
    this.#starved = true;
    this.leaveOpen(requirement, reason);
  }

  /** Keeps the conversation of a deviation if it is asked for. */
  #converse(
    requirement: string,
    { code, expected, actual }: Evidence,
    trace: JudgedTrace | undefined,
    at?: number,
  ): void {
    if (this.#keep.conversations !== true || trace === undefined) return;
    const ending = {
      now: trace.now?.() ?? trace.entries.at(-1)?.at ?? 0,
      today: Date.now(),
      words: [code, expected, actual].join('\n'),
    };
    const endings = at === undefined ? [ending] : [{ ...ending, at }, ending];
    this.#conversations.push({
      requirement,
      code,
      conversations: endings.map((one) => conversationOf(trace.entries, one)),
    });
  }

  #observe(requirement: string, times: number): void {
    this.#observations[requirement] = (this.#observations[requirement] ?? 0) + times;
  }

  /** One finding per requirement and code: the first with its excerpt, which is costly; the others are counted. */
  #add(requirement: string, evidence: Evidence, firstSeen: () => Excerpt & Pick<Finding, 'output'>): void {
    const key = keyOfSeen({ requirement, code: evidence.code });
    const known = this.#findings.get(key);
    this.#findings.set(
      key,
      known === undefined
        ? {
            requirement,
            ...evidence,
            ...firstSeen(),
            expected: clip(evidence.expected, TEXT_LENGTH),
            actual: clip(evidence.actual, TEXT_LENGTH),
          }
        : { ...known, times: (known.times ?? 1) + 1 },
    );
  }
}
