import { timesOfTree } from '../process/processor-time.ts';
import type { Measurement, WaitMeter } from '../trace/trace.ts';
import { LoopDelay } from './loop-delay.ts';
import { loadBetween, machineStalledMs, starvation, type LoadReading } from './machine-load.ts';

/** Shorter waits are not measured: the kernel counts in ticks of some milliseconds. */
const SHORTEST_MS = 100;
/** Most waits end early, so the threads of the runtime are read only after this part of the limit, or this time. */
const FIRST_PART = 0.2;
const FIRST_MS = 500;

/**
 * The time between two readings. A thread that waits for a processor at the second one, and got one in between, began to wait
 * at an unknown moment; a short time bounds what is left out.
 */
const EVERY_MS = 250;

/** Where the kernel reports the times of threads, a runtime without threads has ended. */
const reportsThreads = timesOfTree(process.pid).size > 0;

let loopDelay: LoopDelay | undefined;

/** Measures the load of the machine during the waits for one runtime. */
export function meterOf(pid: () => number): WaitMeter {
  loopDelay ??= new LoopDelay();
  const delay = loopDelay;
  const read = (): LoadReading => ({
    at: performance.now(),
    threads: timesOfTree(pid()),
    harnessLateMs: delay.totalMs,
    machineStalledMs: reportsThreads ? undefined : machineStalledMs(),
  });
  return {
    begin(limitMs): Measurement | undefined {
      if (limitMs < SHORTEST_MS) return undefined;
      const [beganAt, lateMs] = [performance.now(), delay.totalMs];
      const runtime = new RuntimeLoad(read);
      if (limitMs === Infinity) runtime.read();
      let timer = setTimeout(
        () => {
          runtime.read();
          timer = setInterval(() => runtime.read(), EVERY_MS).unref();
        },
        Math.min(FIRST_PART * limitMs, FIRST_MS),
      ).unref();
      return {
        cancel: () => clearTimeout(timer),
        expire: () => {
          clearTimeout(timer);
          const last = runtime.read();
          const { windowMs, harnessMs } = loadBetween({ ...last, at: beganAt, harnessLateMs: lateMs }, last);
          if (windowMs < SHORTEST_MS) return undefined;
          return starvation({ windowMs, harnessMs, runtimeMs: runtime.share * windowMs });
        },
      };
    },
  };
}

/** How much the runtime waited for a processor between the readings of a wait. */
export class RuntimeLoad {
  readonly #take: () => LoadReading;
  #last: LoadReading | undefined;
  #windowMs = 0;
  #lostMs = 0;

  constructor(take: () => LoadReading) {
    this.#take = take;
  }

  /** Without two readings the loop of the harness was blocked for the whole wait, which its delay shows. */
  get share(): number {
    return this.#windowMs === 0 ? 0 : this.#lostMs / this.#windowMs;
  }

  read(): LoadReading {
    const now = this.#take();
    if (this.#last !== undefined) {
      const { windowMs, runtimeMs } = loadBetween(this.#last, now);
      this.#windowMs += windowMs;
      this.#lostMs += runtimeMs;
    }
    this.#last = now;
    return now;
  }
}
