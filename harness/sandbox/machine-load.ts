/**
 * Measures whether the machine left the runtime and the harness enough processor time during a wait. What did not happen, or
 * not more often than a limit, while they could not run proves nothing about the runtime.
 */
import { readFileSync } from 'node:fs';
import type { ProcessorTimes } from '../process/processor-time.ts';

/**
 * The share of a wait that may be lost. A runtime that spins needs well under 1 ms for a poll, so that ten polls in the rest of a
 * wait of 2 s would take a machine that loses 99 %; and the limits on waiting are at least six times what a runtime needs.
 */
const MOST_LOST = 0.5;

/** Counters that only grow, read at one moment. Times in milliseconds. */
export interface LoadReading {
  readonly at: number;
  /** The threads of the runtime. */
  readonly threads: ProcessorTimes;
  /** How late the event loop of the harness was, in total. */
  readonly harnessLateMs: number;
  /** How long any process of the machine has waited for a processor, where the kernel reports that. */
  readonly machineStalledMs: number | undefined;
}

/** The parts of a wait that were lost, in milliseconds. */
export interface Load {
  readonly windowMs: number;
  /** The runtime was ready to run, and waited for a processor. */
  readonly runtimeMs: number;
  /** The harness was late, so that requests waited for it. */
  readonly harnessMs: number;
}

/** The load between two readings. */
export function loadBetween(before: LoadReading, after: LoadReading): Load {
  const windowMs = Math.max(1, after.at - before.at);
  return {
    windowMs,
    runtimeMs: Math.min(windowMs, runtimeLost(before, after, windowMs)),
    harnessMs: Math.min(windowMs, after.harnessLateMs - before.harnessLateMs),
  };
}

function runtimeLost(before: LoadReading, after: LoadReading, windowMs: number): number {
  if (after.threads.size === 0) {
    // The kernel tells it only of the whole machine, or not at all.
    const [from, to] = [before.machineStalledMs, after.machineStalledMs];
    return from === undefined || to === undefined ? 0 : to - from;
  }
  let [ran, waited] = [0, 0];
  for (const [thread, time] of after.threads) {
    const earlier = before.threads.get(thread);
    const [ranMs, waitedMs] = [time.ranMs - (earlier?.ranMs ?? 0), time.waitedMs - (earlier?.waitedMs ?? 0)];
    ran += ranMs;
    // A wait that is not over yet. A thread that got a processor again in between may have slept before.
    const stillWaits = earlier?.runnable === true && time.runnable === true && earlier.slices === time.slices;
    waited += stillWaits ? Math.max(waitedMs, windowMs - ranMs) : waitedMs;
  }
  // Threads that wait for each other: the runtime had a processor for half of the time.
  return ran >= windowMs / 2 ? 0 : waited;
}

/** Why a wait proves nothing, as a sentence; undefined if the machine left enough time. */
export function starvation({ windowMs, runtimeMs, harnessMs }: Load): string | undefined {
  const share = (lostMs: number): number => Math.round((100 * lostMs) / windowMs);
  if (runtimeMs + harnessMs <= MOST_LOST * windowMs) return undefined;
  return (
    `The machine was too busy: during ${Math.round(windowMs)} ms of waiting the runtime waited for a processor ` +
    `${share(runtimeMs)} % of the time, and lambdaspec was late ${share(harnessMs)} % of it.`
  );
}

/** @see https://docs.kernel.org/accounting/psi.html */
export function machineStalledMs(): number | undefined {
  try {
    const total = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'latin1'))?.[1];
    return total === undefined ? undefined : Number(total) / 1000;
  } catch {
    return undefined;
  }
}
