import { timesOfTree } from '../process/processor-time.ts';
import type { Measurement, WaitMeter } from '../trace/trace.ts';
import { LoopDelay } from './loop-delay.ts';
import { loadBetween, machineStalledMs, starvation, type LoadReading } from './machine-load.ts';

/** Shorter waits are not measured: the kernel counts in ticks of some milliseconds. */
const SHORTEST_MS = 100;
/** Most waits end early, so the threads of the runtime are read only after this part of the limit, or this time. */
const FIRST_PART = 0.2;
const FIRST_MS = 500;

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
      let first = limitMs === Infinity ? read() : undefined;
      const timer = setTimeout(
        () => {
          first ??= read();
        },
        Math.min(FIRST_PART * limitMs, FIRST_MS),
      ).unref();
      return {
        cancel: () => clearTimeout(timer),
        expire: () => {
          clearTimeout(timer);
          const last = read();
          // Without a reading the loop was blocked for the whole wait, which the delay shows.
          const runtime = loadBetween(first ?? last, last);
          const whole = loadBetween({ ...last, at: beganAt, harnessLateMs: lateMs }, last);
          const { windowMs, harnessMs } = whole;
          if (windowMs < SHORTEST_MS) return undefined;
          return starvation({
            windowMs,
            harnessMs,
            runtimeMs: (runtime.runtimeMs / runtime.windowMs) * windowMs,
          });
        },
      };
    },
  };
}
