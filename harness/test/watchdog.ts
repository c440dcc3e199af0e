/** Checks without progress, one after the other, until the run counts as hung. */
const IDLE_CHECKS = 12;

/**
 * Notices a deadlock of lambdaspec itself. Every wait for a runtime has a limit of its own, so that no progress in any
 * sandbox for longer than the longest of them is a fault of ours: without the watchdog the run would hang.
 */
export class Watchdog {
  readonly #hung: Promise<never>;

  /**
   * @param progress A counter that changes whenever something happens.
   * @param limitMs For how long it may stay the same. Only checks are counted: while this process is stopped, or busy
   *   with one long calculation, no time goes by.
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
        reject(new Error(`did not end, although nothing had happened in any sandbox for ${seconds} s`));
      }, limitMs / IDLE_CHECKS).unref();
    });
    // It may happen when no test is left to be told.
    this.#hung.catch(() => {});
  }

  /** The result of a test; rejects as soon as the run hangs. */
  guard<Result>(test: Promise<Result>): Promise<Result> {
    return Promise.race([test, this.#hung]);
  }
}
