/** Between two looks at the clock. */
const INTERVAL_MS = 20;

/**
 * How late the event loop of this process is, in total: it waited for a processor, or was busy otherwise. A histogram of
 * node:perf_hooks keeps only statistics of the whole process; a wait needs the difference of two moments.
 */
export class LoopDelay {
  #lateMs = 0;
  #last = performance.now();

  constructor() {
    setInterval(() => this.#look(), INTERVAL_MS).unref();
  }

  /** The total until now, in milliseconds. */
  get totalMs(): number {
    // A timer that is due has not run yet.
    return this.#lateMs + Math.max(0, performance.now() - this.#last - INTERVAL_MS);
  }

  #look(): void {
    const now = performance.now();
    this.#lateMs += Math.max(0, now - this.#last - INTERVAL_MS);
    this.#last = now;
  }
}
