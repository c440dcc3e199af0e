import type { Trace } from '../trace/trace.ts';

/** A runtime that sends this many requests had time for the awaited one. */
const MANY_REQUESTS = 20;

/**
 * Whether a slow machine may be the cause of a timeout. It is not if the runtime was idle when the wait was over, or sent
 * many requests meanwhile.
 */
export class SlowMachine {
  readonly #idle: () => Promise<boolean>;
  readonly #suspects: Promise<boolean>[] = [];

  /** @param idle Watches for a moment whether the processes of the runtime are idle. */
  constructor(idle: () => Promise<boolean>) {
    this.#idle = idle;
  }

  /** Checks the runtime after each expired wait of this trace, and forgets the trace before. */
  watch(trace: Trace): Trace {
    this.#suspects.length = 0;
    trace.subscribe((entry) => {
      if (entry.kind === 'wait-expired') this.checkAfter(trace, entry.limitMs);
    });
    return trace;
  }

  /** Checks the runtime after a wait of `waitedMs`. */
  checkAfter(trace: Trace, waitedMs: number): void {
    const since = trace.now() - waitedMs;
    const requests = trace.entries.filter(({ kind, at }) => kind === 'request' && at >= since).length;
    this.#suspects.push(requests < MANY_REQUESTS ? this.#isBusy(trace) : Promise.resolve(false));
  }

  /** Whether a slow machine may be the cause of one of the timeouts. */
  async suspected(): Promise<boolean> {
    const suspects = await Promise.all(this.#suspects);
    return suspects.includes(true);
  }

  async #isBusy(trace: Trace): Promise<boolean> {
    return !(await idleWithoutTraffic(trace, this.#idle));
  }
}

/** Whether the runtime is idle and nothing arrives from it during the check. */
export async function idleWithoutTraffic(trace: Trace, idle: () => Promise<boolean>): Promise<boolean> {
  const before = trace.length;
  return (await idle()) && trace.length === before;
}
