/** Consecutive checks without progress until the run counts as hung. */
const IDLE_CHECKS = 12;

/**
 * Detects a deadlock of lambdaspec itself. Every wait for a runtime has its own limit, so no progress in any sandbox for
 * longer than the longest limit is a fault of the harness.
 */
export class Watchdog {
  readonly #hung: Promise<never>;

  /**
   * @param progress A counter that changes with every event.
   * @param limitMs How long it may stay the same. Only checks count, not the time while this process is stopped or blocked.
   */
  constructor(progress: () => number, limitMs: number) {
    let latest = progress();
    let idleChecks = 0;
    this.#hung = new Promise<never>((_, reject) => {
      const timer = setInterval(() => {
        const now = progress();
        idleChecks = now === latest ? idleChecks + 1 : 0;
        latest = now;
        if (idleChecks < IDLE_CHECKS) return;
        clearInterval(timer);
        const seconds = Math.round(limitMs / 1000);
        reject(new Error(`hung: nothing happened in any sandbox for ${seconds} s`));
      }, limitMs / IDLE_CHECKS).unref();
    });
    // It may reject when no test is waiting.
    this.#hung.catch(() => {});
  }

  /** The result of a test; rejects as soon as the run hangs. */
  guard<Result>(test: Promise<Result>): Promise<Result> {
    return Promise.race([test, this.#hung]);
  }
}
