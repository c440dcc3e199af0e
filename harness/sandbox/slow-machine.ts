import type { Trace } from '../trace/trace.ts';

/** A runtime that finds the time for so many requests is not kept from the one that is waited for. */
const MANY_REQUESTS = 20;

/**
 * Whether a slow machine may be to blame for what did not come in time. It is not where the runtime had nothing to do
 * when the wait was over, nor where it had found the time for many requests meanwhile.
 */
export class Slowness {
  readonly #atRest: () => Promise<boolean>;
  readonly #suspicions: Promise<boolean>[] = [];

  /** @param atRest Looks for a moment whether the processes of the runtime have nothing to do. */
  constructor(atRest: () => Promise<boolean>) {
    this.#atRest = atRest;
  }

  /** Looks at the runtime when a wait of so many milliseconds is over. */
  lookAfter(trace: Trace, waitedMs: number): void {
    const since = trace.now() - waitedMs;
    const requests = trace.entries.filter(({ kind, at }) => kind === 'request' && at >= since).length;
    this.#suspicions.push(requests < MANY_REQUESTS ? this.#isAtWork(trace) : Promise.resolve(false));
  }

  /** Whether it may be to blame for one of the waits; known a moment after each of them. */
  async suspected(): Promise<boolean> {
    const suspicions = await Promise.all(this.#suspicions);
    return suspicions.includes(true);
  }

  /** Forgets the waits so far. */
  forget(): void {
    this.#suspicions.length = 0;
  }

  async #isAtWork(trace: Trace): Promise<boolean> {
    return !(await restsInSilence(trace, this.#atRest));
  }
}

/** Whether the runtime is at rest and nothing was on its way to us, which shows at the end of the look. */
export async function restsInSilence(trace: Trace, atRest: () => Promise<boolean>): Promise<boolean> {
  const before = trace.length;
  return (await atRest()) && trace.length === before;
}
