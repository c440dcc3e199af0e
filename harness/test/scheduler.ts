/**
 * What may run beside a test. `quiet`: only others of its kind; they start when no shared test is left, and mostly wait. `shared`: other
 * shared tests, up to the capacity. `exclusive`: no shared or exclusive test; it starts when no shared test is left, so that none is
 * delayed. `unbounded`: any test, since it mostly waits and its idle bootstrap costs nothing; it is not counted among the shared ones.
 */
export type Concurrency = 'shared' | 'quiet' | 'exclusive' | 'unbounded';

/** Where in the queue a test enters. */
interface Order {
  readonly startsFirst?: boolean;
  /** Only when no other shared test waits. */
  readonly startsLast?: boolean;
}

/** Decides which tests run at a time. */
export class Scheduler {
  readonly #capacity: number;
  readonly #unbounded: Scheduler | undefined;
  readonly #shared: (() => void)[] = [];
  readonly #last: (() => void)[] = [];
  readonly #quiet: (() => void)[] = [];
  readonly #exclusive: (() => void)[] = [];
  #running = 0;
  #quietRunning = 0;
  #exclusiveRunning = false;

  /** @param unbounded How many tests that mostly wait run at a time. Default: all. */
  constructor(capacity: number, unbounded?: number) {
    this.#capacity = Math.max(1, capacity);
    this.#unbounded = unbounded === undefined ? undefined : new Scheduler(unbounded);
  }

  /** Runs the body in its turn. */
  async run<T>(concurrency: Concurrency, body: () => Promise<T>, order: Order = {}): Promise<T> {
    const leave = await this.enter(concurrency, order);
    try {
      return await body();
    } finally {
      leave();
    }
  }

  /** Waits for its turn; the function it returns ends it. */
  async enter(
    concurrency: Concurrency,
    { startsFirst = false, startsLast = false }: Order = {},
  ): Promise<() => void> {
    if (concurrency === 'unbounded')
      return this.#unbounded === undefined ? () => {} : this.#unbounded.enter('shared', { startsFirst });
    await new Promise<void>((enter) => {
      const shared = startsLast ? this.#last : this.#shared;
      const queue = { shared, quiet: this.#quiet, exclusive: this.#exclusive }[concurrency];
      if (startsFirst) queue.unshift(enter);
      else queue.push(enter);
      // Tests enter in one turn of the event loop, in their own order.
      setImmediate(() => this.#admit());
    });
    return () => {
      if (concurrency === 'exclusive') this.#exclusiveRunning = false;
      else if (concurrency === 'quiet') this.#quietRunning -= 1;
      else this.#running -= 1;
      this.#admit();
    };
  }

  #admit(): void {
    if (this.#exclusiveRunning) return;
    while (this.#quietRunning === 0 && this.#running < this.#capacity) {
      const enter = this.#shared.shift() ?? this.#last.shift();
      if (enter === undefined) break;
      this.#running += 1;
      enter();
    }
    if (this.#running > 0) return;
    for (const enter of this.#quiet.splice(0)) {
      this.#quietRunning += 1;
      enter();
    }
    if (this.#quietRunning > 0) return;
    const enter = this.#exclusive.shift();
    if (enter === undefined) return;
    this.#exclusiveRunning = true;
    enter();
  }
}
