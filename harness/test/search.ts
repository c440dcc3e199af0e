import type { Sandbox } from '../sandbox/sandbox.ts';
import { UnreachedError } from '../trace/outcome.ts';
import { isPoll } from '../trace/calls.ts';
import type { Catalogue } from '../run/requirement.ts';
import type { StartReason } from '../run/starts.ts';
import type { PropertyOptions } from './property.ts';
import { NotJudgedError, type Evidence } from './recorder.ts';

/** How long shrinking may take. */
const SHRINK_LIMIT_MS = 20_000;

/** Maximum shrinking attempts. */
const SHRINK_ATTEMPTS = 60;

/** After this many restarts, and after most cases, the search ends. */
const RESTARTS = 10;

/** The deviation of a case; from the requirement of the property unless it names another. */
type Deviating = Evidence & {
  readonly requirement?: string | undefined;
  /** Another requirement that the same case breaks. */
  readonly beside?: (Evidence & { readonly requirement: string }) | undefined;
};

/** A case that deviates. */
interface Shown<T> {
  readonly value: T;
  readonly judgement: Deviating;
  readonly sandbox: Sandbox;
}

interface Found<T> extends Shown<T> {
  readonly requirement: string;
}

/** The source of sandboxes for a search, and where it leaves those that it no longer needs. */
interface Sandboxes {
  first(): Promise<Sandbox>;
  /** One that may have any past. */
  spare(): Promise<Sandbox>;
  unused(reason: StartReason): Promise<Sandbox>;
  release(sandbox: Sandbox): Promise<void>;
}

type Options<T> = Pick<PropertyOptions<Catalogue, never, T>, 'isolated' | 'joined' | 'open' | 'opensFirst'>;

/** The search for a case that deviates, and then for a smaller one. */
export class Search<T> {
  readonly #sandboxes: Sandboxes;
  readonly #requirement: string;
  readonly #options: Options<T>;
  readonly #judge: (sandbox: Sandbox, value: T) => Promise<Deviating | undefined>;
  #sandbox: Sandbox | undefined;
  /** The cases that the sandbox has played, if they can be joined. */
  #played: T[] = [];
  #cases = 0;
  #restarts = 0;
  #attempts = 0;
  #shrinkUntil = Number.POSITIVE_INFINITY;
  #found: Found<T> | undefined;
  /** Whether the case judged last held. */
  #held = false;
  #starved: string | undefined;
  #thrown: { readonly reason: unknown } | undefined;

  constructor(
    sandboxes: Sandboxes,
    requirement: string,
    options: Options<T>,
    judge: (sandbox: Sandbox, value: T) => Promise<Deviating | undefined>,
  ) {
    this.#sandboxes = sandboxes;
    this.#requirement = requirement;
    this.#options = options;
    this.#judge = judge;
  }

  /** Number of judged cases. */
  get cases(): number {
    return this.#cases;
  }

  /** Number of restarts of the runtime. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Why the search ended early, if the machine was too busy to judge a case. */
  get starved(): string | undefined {
    return this.#starved;
  }

  /** The smallest case that deviates so far. */
  get found(): Found<T> | undefined {
    return this.#found;
  }

  /** Whether the search ended because the runtime rarely polls again by itself. */
  get lame(): boolean {
    return this.#restarts > RESTARTS && this.#restarts > this.#cases / 2;
  }

  /** Whether a value holds; also true for all values after the search is over. */
  async holds(value: T): Promise<boolean> {
    if (this.#starved !== undefined) return true;
    if (this.#found === undefined ? this.lame : this.#shrunk()) return true;
    return !(await this.#shows(value));
  }

  /** Replaces what was found by the smallest value that still deviates, within the limits of shrinking. */
  async shrink(smaller: (value: T) => Iterable<T>): Promise<void> {
    for (let smallest = this.#found; smallest !== undefined;) {
      let next: Found<T> | undefined;
      for (const candidate of smaller(smallest.value)) {
        if (this.#shrunk()) return;
        if (await this.#shows(candidate)) {
          next = this.#found;
          break;
        }
      }
      smallest = next;
    }
  }

  /** Rethrows the error that ended the search, if any. */
  rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.reason;
  }

  /** Counts a shrinking attempt; true when the limit is reached. */
  #shrunk(): boolean {
    this.#attempts += 1;
    return this.#attempts > SHRINK_ATTEMPTS || performance.now() > this.#shrinkUntil;
  }

  /** Like `#deviates`, but stores errors: fast-check would take them for counterexamples. */
  async #shows(value: T): Promise<boolean> {
    if (this.#thrown !== undefined) return false;
    try {
      return await this.#deviates(value);
    } catch (reason) {
      // A value that cannot be judged is not a smaller counterexample.
      if (this.#found === undefined || !leavesUnjudged(reason)) this.#thrown = { reason };
      return false;
    }
  }

  /** Whether the value shows the deviation; once one is found, only the same requirement counts. */
  async #deviates(value: T): Promise<boolean> {
    const first = await this.#judged(await this.#nextSandbox(), value);
    this.#cases += 1;
    if (first === undefined) return false;
    const shown = await this.#reproduced(first, [...this.#played]);
    if (shown === undefined) return false;
    const { judgement, sandbox } = shown;
    if (sandbox.trace.starved !== undefined) {
      // A smaller case is not needed for a verdict; the first one is.
      if (this.#found === undefined) this.#starved = sandbox.trace.starved;
      return false;
    }
    const requirement = judgement.requirement ?? this.#requirement;
    if (this.#found === undefined) this.#shrinkUntil = performance.now() + SHRINK_LIMIT_MS;
    else if (requirement !== this.#found.requirement) return false;
    this.#found = { ...shown, requirement };
    return true;
  }

  /**
   * Repeats a case in a new process, alone and then after those before it, where these or a slow machine may have a part in it: a
   * case that hangs only once must not end the search.
   */
  async #reproduced(first: Shown<T>, history: readonly T[]): Promise<Shown<T> | undefined> {
    const doubtful = await isDoubtful(first.sandbox);
    const { joined } = this.#options;
    const afterOthers = joined !== undefined && history.length > 1;
    if (!doubtful && !afterOthers) return first;
    // A smaller case counts only alone.
    const whole = afterOthers && this.#found === undefined ? joined(history) : undefined;
    const alone = await this.#judged(await this.#renewed(), first.value);
    if (alone !== undefined || whole === undefined) return alone;
    const again = await this.#judged(await this.#renewed(), whole);
    return again ?? (doubtful ? undefined : { ...first, value: whole });
  }

  /** Judges a case; undefined: it holds. */
  async #judged(sandbox: Sandbox, value: T): Promise<Shown<T> | undefined> {
    this.#sandbox = sandbox;
    if (this.#options.joined !== undefined) this.#played.push(value);
    const judgement = await this.#judge(sandbox, value);
    this.#held = judgement === undefined;
    return judgement === undefined ? undefined : { value, judgement, sandbox };
  }

  async #nextSandbox(): Promise<Sandbox> {
    const sandbox = this.#sandbox;
    if (this.#options.isolated === true) return this.#renewed();
    // A smaller case is tried without what came before, unless that held.
    if (this.#found !== undefined && this.#options.joined !== undefined && !this.#held)
      return this.#renewed();
    if (sandbox === undefined)
      return this.#options.opensFirst === true ? this.#open() : this.#sandboxes.first();
    if (sandbox.warm || (await settles(sandbox))) return sandbox;
    // What comes in sequences may end the process.
    if (this.#options.joined === undefined) this.#restarts += 1;
    // A case that came to others may come to any process that serves.
    return this.#renewed(this.#found === undefined && this.#options.open === undefined);
  }

  /** Another sandbox; `used`: other tests may have used it. */
  async #renewed(used = false): Promise<Sandbox> {
    const before = this.#sandbox;
    if (before !== undefined && this.#held && before !== this.#found?.sandbox)
      await this.#sandboxes.release(before);
    else await before?.[Symbol.asyncDispose]();
    this.#played = [];
    return used ? this.#sandboxes.spare() : this.#open();
  }

  #open(): Promise<Sandbox> {
    return this.#options.open === undefined ? this.#sandboxes.unused('search') : this.#options.open();
  }
}

function leavesUnjudged(reason: unknown): boolean {
  return reason instanceof UnreachedError || reason instanceof NotJudgedError;
}

/** Whether a slow machine may be the cause of what a case showed. */
async function isDoubtful(sandbox: Sandbox): Promise<boolean> {
  return sandbox.trace.starved !== undefined || (await sandbox.maybeSlowMachine());
}

/** Whether the runtime polls again by itself after the case before. */
async function settles(sandbox: Sandbox): Promise<boolean> {
  if (!sandbox.process.running) return false;
  const from = sandbox.trace.entries.findLastIndex((entry) => entry.kind === 'request-body');
  await sandbox.trace.waitForOptional(isPoll, {
    awaited: 'the next poll',
    from: Math.max(0, from),
    limitMs: sandbox.limits.outcomeMs,
  });
  // A runtime that polls without having settled the case before gets that event again, not the next one.
  return sandbox.warm;
}
