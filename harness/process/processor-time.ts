import { readdir, readFile } from 'node:fs/promises';
import type { Members } from './members.ts';

/** What one thread has had of the processors since it began. */
export interface ProcessorTime {
  readonly ranMs: number;
  /** For how long it wanted to run, and others did. */
  readonly waitedMs: number;
}

/** Processor times by thread id. Empty where the kernel does not tell. */
export type ProcessorTimes = ReadonlyMap<number, ProcessorTime>;

const NS_PER_MS = 1_000_000;

/** @see https://docs.kernel.org/scheduler/sched-stats.html */
export async function readProcessorTimes(members: Members): Promise<ProcessorTimes> {
  const threads = await Promise.all(members.find().map(({ pid }) => threadsOf(pid)));
  return new Map(threads.flat());
}

async function threadsOf(pid: number): Promise<[number, ProcessorTime][]> {
  const folder = `/proc/${String(pid)}/task`;
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    names.map(async (name): Promise<[number, ProcessorTime][]> => {
      const time = await readProcessorTime(`${folder}/${name}`);
      return time === undefined ? [] : [[Number(name), time]];
    }),
  );
  return times.flat();
}

/** What the thread with this folder of /proc has had; undefined when it has ended, or the kernel keeps no such figures. */
export async function readProcessorTime(folder: string): Promise<ProcessorTime | undefined> {
  const text = await readFile(`${folder}/schedstat`, 'latin1').catch(() => '');
  const [ranMs, waitedMs] = text.split(' ').map((figure) => Number(figure) / NS_PER_MS);
  return ranMs === undefined || waitedMs === undefined ? undefined : { ranMs, waitedMs };
}

/**
 * How busy the busiest thread was, from 0 to 1: what it ran of the time in which it could have run. On a machine that
 * others keep busy a thread that spins gets little of a processor, and waits for the rest; one that sleeps does neither.
 */
export function busiestShare(before: ProcessorTimes, after: ProcessorTimes, elapsedMs: number): number {
  const shares = [...after].map(([thread, { ranMs, waitedMs }]) => {
    const { ranMs: ranBefore, waitedMs: waitedBefore } = before.get(thread) ?? { ranMs: 0, waitedMs: 0 };
    const ran = ranMs - ranBefore;
    return ran === 0 ? 0 : ran / Math.max(ran, elapsedMs - (waitedMs - waitedBefore));
  });
  return Math.max(0, ...shares);
}
