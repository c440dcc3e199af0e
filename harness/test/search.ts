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
interface Found {
  readonly requirement: string;
  readonly judgement: Deviating;
  readonly sandbox: Sandbox;
}

/** The source of sandboxes for a search. */
interface Sandboxes {
  warm(): Promise<Sandbox>;
  fresh(options: Readonly<Record<string, never>>, reason: StartReason): Promise<Sandbox>;
}

/** The search for a case that deviates, and then for a smaller one. */
export class Search<T> {
  readonly #sandboxes: Sandboxes;
  readonly #requirement: string;
  readonly #options: Pick<PropertyOptions<Catalogue, never, T>, 'isolated' | 'open' | 'opensFirst'>;
  readonly #judge: (sandbox: Sandbox, value: T) => Promise<Deviating | undefined>;
  #sandbox: Sandbox | undefined;
  #cases = 0;
  #restarts = 0;
  #attempts = 0;
  #shrinkUntil = Number.POSITIVE_INFINITY;
  #found: Found | undefined;
  #starved: string | undefined;
  #thrown: { readonly reason: unknown } | undefined;

  constructor(
    sandboxes: Sandboxes,
    requirement: string,
    options: Pick<PropertyOptions<Catalogue, never, T>, 'isolated' | 'open' | 'opensFirst'>,
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
  get found(): Found | undefined {
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

  /** The smallest value that still deviates, within the limits of shrinking. */
  async shrink(found: T, smaller: (value: T) => Iterable<T>): Promise<T> {
    let smallest = found;
    for (let progressed = true; progressed;) {
      progressed = false;
      for (const candidate of smaller(smallest)) {
        if (this.#shrunk()) return smallest;
        if (await this.#shows(candidate)) {
          smallest = candidate;
          progressed = true;
          break;
        }
      }
    }
    return smallest;
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
    let sandbox = await this.#nextSandbox();
    this.#sandbox = sandbox;
    let judgement = await this.#judge(sandbox, value);
    this.#cases += 1;
    if (judgement !== undefined && (await isDoubtful(sandbox))) {
      // The machine may be slow: a case that hangs only once must not end the search.
      await sandbox[Symbol.asyncDispose]();
      sandbox = await this.#open();
      this.#sandbox = sandbox;
      judgement = await this.#judge(sandbox, value);
    }
    if (judgement === undefined) return false;
    if (sandbox.trace.starved !== undefined) {
      // A smaller case is not needed for a verdict; the first one is.
      if (this.#found === undefined) this.#starved = sandbox.trace.starved;
      return false;
    }
    const requirement = judgement.requirement ?? this.#requirement;
    if (this.#found === undefined) this.#shrinkUntil = performance.now() + SHRINK_LIMIT_MS;
    else if (requirement !== this.#found.requirement) return false;
    this.#found = { requirement, judgement, sandbox };
    return true;
  }

  async #nextSandbox(): Promise<Sandbox> {
    const sandbox = this.#sandbox;
    if (this.#options.isolated === true) {
      await sandbox?.[Symbol.asyncDispose]();
      return this.#open();
    }
    if (sandbox === undefined)
      return this.#options.opensFirst === true ? this.#open() : this.#sandboxes.warm();
    if (sandbox.warm || (await settles(sandbox))) return sandbox;
    await sandbox[Symbol.asyncDispose]();
    this.#restarts += 1;
    return this.#open();
  }

  #open(): Promise<Sandbox> {
    return this.#options.open === undefined ? this.#sandboxes.fresh({}, 'search') : this.#options.open();
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
