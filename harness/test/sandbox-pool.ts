import { availableParallelism } from 'node:os';
import { endStrays } from '../process/strays.ts';
import { UnreachedError } from '../trace/outcome.ts';
import { seededRandom, type Random } from '../base/random.ts';
import { Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import type { Entry } from '../trace/entry.ts';
import { Scheduler } from './scheduler.ts';
import type { Provided } from './assignment.ts';

/** A sandbox that served so many tests is closed: an old process is not what the next test asks for. */
const LEASES_PER_SANDBOX = 40;

/** What a test may choose about a sandbox of its own. */
export type FreshOptions = Omit<SandboxOptions, 'target' | 'limits' | 'random' | 'processTag'>;

/**
 * Hands out sandboxes. A warm one, whose runtime waits in `next`, is used again, as Lambda does; a fresh one belongs
 * to the test that opened it. At most so many bootstraps start at a time as there are cores, so that each starts
 * about as fast as the one that was measured.
 */
export class SandboxPool {
  readonly scheduler: Scheduler;
  readonly #provided: Provided;
  readonly #random: Random;
  readonly #starting = new Scheduler(availableParallelism());
  readonly #idle: { readonly sandbox: Sandbox; readonly leases: number }[] = [];
  /** Every sandbox ever opened and not known to be closed. */
  readonly #open = new Set<Sandbox>();
  readonly #leases = new Map<Sandbox, number>();
  #opened = 0;
  #discarded = 0;
  #closed = false;

  constructor(provided: Provided) {
    this.#provided = provided;
    this.scheduler = new Scheduler(provided.jobs);
    this.#random = seededRandom(provided.seed);
  }

  /**
   * Opens a sandbox for one test.
   *
   * @throws {UnreachedError} when the run is over: a test that is still searching has nothing to go on with.
   */
  async open(options: FreshOptions = {}): Promise<Sandbox> {
    const { target, limits } = this.#provided;
    this.#opened += 1;
    // One for each: what carries the process tag of a sandbox ends with it.
    const processTag = `${this.#provided.processTag}-${this.#opened}`;
    const release = await this.#starting.enter('shared');
    try {
      if (this.#closed) throw new UnreachedError('the run was ended');
      const sandbox = await Sandbox.open({ ...options, target, limits, processTag, random: this.#random });
      this.#open.add(sandbox);
      if (this.#closed) await this.discard(sandbox);
      // The test goes on at once; the next start waits until this one is over.
      void started(sandbox).finally(release);
      return sandbox;
    } catch (reason) {
      release();
      throw reason;
    }
  }

  /** A sandbox whose runtime waits in `next`: a warm one, or a new one. */
  async lease(): Promise<Sandbox> {
    const warm = this.#idle.pop();
    if (warm !== undefined) {
      if (warm.sandbox.warm) {
        this.#leases.set(warm.sandbox, warm.leases + 1);
        return warm.sandbox;
      }
      await this.discard(warm.sandbox);
    }
    const sandbox = await this.open();
    this.#leases.set(sandbox, 1);
    return sandbox;
  }

  /** Takes a leased sandbox back, or closes it when it is no longer fit for another test. */
  async giveBack(sandbox: Sandbox, fit: boolean): Promise<void> {
    const leases = this.#leases.get(sandbox) ?? LEASES_PER_SANDBOX;
    this.#leases.delete(sandbox);
    if (fit && sandbox.warm && leases < LEASES_PER_SANDBOX) {
      sandbox.beginTrace();
      this.#idle.push({ sandbox, leases });
    } else {
      await this.discard(sandbox);
    }
  }

  /** A counter that grows whenever something happens in a sandbox, or to one. */
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

  /** Closes every sandbox, also those in use, and opens no more: the run is over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#idle.length = 0;
    await Promise.all(Array.from(this.#open, (sandbox) => sandbox[Symbol.asyncDispose]()));
    this.#open.clear();
    await endStrays();
  }
}

/** Waits until the start is over, one way or the other. */
async function started(sandbox: Sandbox): Promise<void> {
  try {
    await sandbox.trace.waitFor(isOver, { awaited: 'the start', limitMs: sandbox.limits.startMs });
  } catch {
    // A start that comes to nothing is the test's to judge.
  }
}

function isOver(entry: Entry): boolean {
  return entry.kind === 'request' || entry.kind === 'runtime-exited' || entry.kind === 'connection-opened';
}
