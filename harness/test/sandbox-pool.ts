import { availableParallelism } from 'node:os';
import { hasOwnTmp } from '../process/isolation.ts';
import { endStrays } from '../process/strays.ts';
import { UnreachedError } from '../trace/outcome.ts';
import { seededRandom, type Random } from '../base/random.ts';
import { startsSlowly, type Smoke } from '../sandbox/limits.ts';
import { Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { Scheduler } from './scheduler.ts';
import { started, startedOrWaiting } from './starting.ts';
import type { Provided } from './assignment.ts';

/** A sandbox that served this many tests is closed, so that no test gets an old process. */
const LEASES_PER_SANDBOX = 40;

/**
 * How many tests run at a time where a start takes long: the first leave their processes to the others, and waits are not disturbed by
 * starts. It takes no longer, since the processors are busy all the same.
 */
function fewAtOnce({ coldStartMs }: Smoke): number {
  return availableParallelism() + Math.max(1, Math.round(WAITING_MS / coldStartMs));
}

/** Measured with clients that start in 70 to 180 ms: a larger value took more starts and no less time. */
const WAITING_MS = 150;

/** At most this many odd processes are kept: each needs memory. */
const MOST_ODD = 16;

/** What a lease is for. */
interface LeaseOptions {
  /** Whether the test ends the process, so that it may have any past. */
  readonly endsIt?: boolean;
}

/** A sandbox whose runtime waits for another test. */
interface Idle {
  readonly sandbox: Sandbox;
  readonly leases: number;
}

/** What a test may choose about its own sandbox. */
export type FreshOptions = Omit<
  SandboxOptions,
  'target' | 'limits' | 'random' | 'processTag' | 'sharedTmp' | 'crashFolder'
>;

/**
 * Leases sandboxes. A warm one, whose runtime waits in `next`, is reused, as Lambda does; a fresh one belongs to the test
 * that opened it. At most one bootstrap per core starts at a time, so that each starts about as fast as the measured one; on a
 * shared /tmp only one, since a runtime may write a fixed path there when it starts.
 */
export class SandboxPool {
  readonly scheduler: Scheduler;
  readonly #provided: Provided;
  readonly #random: Random;
  readonly #starting: Scheduler;
  readonly #startsAlone: boolean;
  readonly #idle: Idle[] = [];
  /** Those with settings of their own, and those that no longer serve right: only what may end its process takes one. */
  readonly #odd = new WeakSet<Sandbox>();
  /** Every sandbox not known to be closed. */
  readonly #open = new Set<Sandbox>();
  readonly #leases = new Map<Sandbox, number>();
  /** Tests that wait for a sandbox. */
  readonly #waiting: (() => void)[] = [];
  #opened = 0;
  #discarded = 0;
  #closed = false;

  constructor(provided: Provided) {
    this.#provided = provided;
    const { jobs, smoke } = provided;
    const few = startsSlowly(smoke) ? fewAtOnce(smoke) : undefined;
    this.scheduler = new Scheduler(Math.min(jobs, few ?? jobs), few);
    this.#random = seededRandom(provided.seed);
    this.#startsAlone = provided.sharedTmp || !hasOwnTmp();
    this.#starting = new Scheduler(this.#startsAlone ? 1 : availableParallelism());
  }

  /**
   * Opens a sandbox for one test.
   *
   * @param handedOn Whether others use it afterwards: then it starts before those that they wait for.
   * @throws {UnreachedError} when the run is over.
   */
  async open(options: FreshOptions = {}, handedOn = false): Promise<Sandbox> {
    return this.#openAtOnce(options, await this.#starting.enter('shared', { startsFirst: handedOn }));
  }

  /** Opens a sandbox; `release` lets the next one start. */
  async #openAtOnce(options: FreshOptions, release: () => void): Promise<Sandbox> {
    const { target, limits, sharedTmp, atFixedPort, crashFolder } = this.#provided;
    this.#opened += 1;
    // One tag per sandbox: its processes end with it.
    const processTag = `${this.#provided.processTag}-${this.#opened}`;
    try {
      if (this.#closed) throw new UnreachedError('the run was ended');
      const sandbox = await Sandbox.open({
        ...options,
        target,
        limits,
        processTag,
        sharedTmp,
        atFixedPort,
        crashFolder,
        random: this.#random,
      });
      this.#open.add(sandbox);
      if (this.#closed) await this.discard(sandbox);
      // The test continues at once; the next start waits until this one is over, or needs no processor.
      void (this.#startsAlone ? started(sandbox) : startedOrWaiting(sandbox)).finally(release);
      return sandbox;
    } catch (reason) {
      release();
      throw reason;
    }
  }

  /** A sandbox whose runtime waits in `next`: a warm one, or else the first that another test gives back or that may start. */
  async lease({ endsIt = false }: LeaseOptions = {}): Promise<Sandbox> {
    const idle = await this.#leaseIdle(endsIt);
    if (idle !== undefined) return idle;
    const start = this.#starting.enter('shared');
    for (;;) {
      const release = await Promise.race([start, this.#givenBack()]);
      const given = await this.#leaseIdle(endsIt);
      if (given !== undefined) {
        void start.then((unused) => unused());
        return given;
      }
      if (release === undefined) continue;
      const sandbox = await this.#openAtOnce({}, release);
      this.#leases.set(sandbox, 1);
      return sandbox;
    }
  }

  /** Resolves when a test gives a sandbox back. */
  async #givenBack(): Promise<undefined> {
    await new Promise<void>((wake) => {
      this.#waiting.push(wake);
    });
  }

  async #leaseIdle(endsIt: boolean): Promise<Sandbox | undefined> {
    for (let idle = this.#take(endsIt); idle !== undefined; idle = this.#take(endsIt)) {
      if (idle.sandbox.warm) {
        this.#leases.set(idle.sandbox, idle.leases + 1);
        return idle.sandbox;
      }
      await this.discard(idle.sandbox);
    }
    return undefined;
  }

  /** Whether a leased sandbox has had no user before. */
  isNew(sandbox: Sandbox): boolean {
    return this.#leases.get(sandbox) === 1;
  }

  /** Takes a sandbox back that other tests can use, or closes it when none can; `odd`: only what may end it can. */
  async giveBack(sandbox: Sandbox, fit: boolean, odd = false): Promise<void> {
    const leases = this.#leases.get(sandbox) ?? 1;
    this.#leases.delete(sandbox);
    if (odd) this.#odd.add(sandbox);
    const crowded = odd && this.#idle.filter((idle) => this.#odd.has(idle.sandbox)).length >= MOST_ODD;
    if (fit && sandbox.warm && leases < LEASES_PER_SANDBOX && !crowded && !this.#closed) {
      sandbox.beginTrace();
      this.#idle.push({ sandbox, leases });
      for (const wake of this.#waiting.splice(0)) wake();
    } else {
      await this.discard(sandbox);
    }
  }

  /** The one used last, so that the others stay idle; for a test that ends it, the one that others need least. */
  #take(endsIt: boolean): Idle | undefined {
    const age = ({ sandbox, leases }: Idle): number => (this.#odd.has(sandbox) ? LEASES_PER_SANDBOX : leases);
    const oldest = Math.max(...this.#idle.map(age));
    const index = this.#idle.findLastIndex(
      endsIt ? (idle) => age(idle) === oldest : ({ sandbox }) => !this.#odd.has(sandbox),
    );
    return index === -1 ? undefined : this.#idle.splice(index, 1)[0];
  }

  /** A counter that grows with every event in or on a sandbox. */
  get progress(): number {
    return Array.from(this.#open, ({ trace }) => trace.length).reduce(
      (total, entries) => total + entries,
      this.#opened + this.#discarded,
    );
  }

  /** Closes a sandbox for good. */
  async discard(sandbox: Sandbox): Promise<void> {
    await sandbox[Symbol.asyncDispose]();
    if (this.#open.delete(sandbox)) this.#discarded += 1;
  }

  /** Closes every sandbox, also those in use, and opens no more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#idle.length = 0;
    await Promise.all(Array.from(this.#open, (sandbox) => sandbox[Symbol.asyncDispose]()));
    this.#open.clear();
    await endStrays();
  }
}
