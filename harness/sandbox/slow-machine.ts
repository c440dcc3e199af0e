import type { Trace } from '../trace/trace.ts';

/** A runtime that finds the time for so many requests is not kept from the one that is waited for. */
const MANY_REQUESTS = 20;

/**
 * Whether a slow machine may be to blame for what did not come in time. It is not where the runtime had nothing to do
 * when the wait was over, nor where it had found the time for many requests meanwhile.
 */
export class SlowMachine {
  readonly #idle: () => Promise<boolean>;
  readonly #suspects: Promise<boolean>[] = [];

  /** @param idle Watches for a moment whether the processes of the runtime have nothing to do. */
  constructor(idle: () => Promise<boolean>) {
    this.#idle = idle;
  }

  /** Checks the runtime after each wait of this trace that expires, and forgets the waits of the trace before. */
  watch(trace: Trace): Trace {
    this.#suspects.length = 0;
    trace.subscribe((entry) => {
      if (entry.kind === 'wait-expired') this.checkAfter(trace, entry.limitMs);
    });
    return trace;
  }

  /** Checks the runtime when a wait of so many milliseconds is over. */
  checkAfter(trace: Trace, waitedMs: number): void {
    const since = trace.now() - waitedMs;
    const requests = trace.entries.filter(({ kind, at }) => kind === 'request' && at >= since).length;
    this.#suspects.push(requests < MANY_REQUESTS ? this.#isBusy(trace) : Promise.resolve(false));
  }

  /** Whether it may be to blame for one of the waits; known a moment after each of them. */
  async suspected(): Promise<boolean> {
    const suspects = await Promise.all(this.#suspects);
    return suspects.includes(true);
  }

  async #isBusy(trace: Trace): Promise<boolean> {
    return !(await idleWithoutTraffic(trace, this.#idle));
  }
}

/** Whether the runtime is idle and nothing was on its way to us, which shows at the end of the check. */
export async function idleWithoutTraffic(trace: Trace, idle: () => Promise<boolean>): Promise<boolean> {
  const before = trace.length;
  return (await idle()) && trace.length === before;
}
