/**
 * Who may run now. `shared`: a bounded number of tests side by side. `alone`: one test with no shared one beside it;
 * those wait until no shared test is left, so that they hold nobody up. `patient`: tests that mostly wait, whose idle
 * bootstraps cost nothing; they are not counted.
 */
export type Lane = 'shared' | 'alone' | 'patient';

export class Lanes {
  readonly #capacity: number;
  readonly #shared: (() => void)[] = [];
  readonly #alone: (() => void)[] = [];
  #running = 0;
  #aloneRunning = false;

  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity);
  }

  async run<T>(lane: Lane, body: () => Promise<T>): Promise<T> {
    const leave = await this.enter(lane);
    try {
      return await body();
    } finally {
      leave();
    }
  }

  /** Waits for its turn; the function it returns ends it. */
  async enter(lane: Lane): Promise<() => void> {
    if (lane === 'patient') return () => {};
    await new Promise<void>((enter) => {
      (lane === 'shared' ? this.#shared : this.#alone).push(enter);
      this.#admit();
    });
    return () => {
      if (lane === 'alone') this.#aloneRunning = false;
      else this.#running -= 1;
      this.#admit();
    };
  }

  #admit(): void {
    if (this.#aloneRunning) return;
    while (this.#running < this.#capacity) {
      const enter = this.#shared.shift();
      if (enter === undefined) break;
      this.#running += 1;
      enter();
    }
    if (this.#running > 0) return;
    const enter = this.#alone.shift();
    if (enter === undefined) return;
    this.#aloneRunning = true;
    enter();
  }
}
