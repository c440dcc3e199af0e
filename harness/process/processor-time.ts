import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { Members } from './members.ts';
import { parseStat, readsProc } from './proc.ts';

/** Processor time of one thread since it started. */
export interface ProcessorTime {
  readonly ranMs: number;
  /** Time it was runnable but waited for a processor. */
  readonly waitedMs: number;
  /** Whether it runs or waits for a processor now: the kernel adds a wait to `waitedMs` only when it is over. */
  readonly runnable?: boolean;
  /** How often it got a processor. */
  readonly slices?: number;
}

/** Processor times by thread id. Empty where the kernel does not report them. */
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

/** Reads a thread's times from its folder of /proc; undefined when it has ended or the kernel does not report them. */
export async function readProcessorTime(folder: string): Promise<ProcessorTime | undefined> {
  return parseTime(await readFile(`${folder}/schedstat`, 'latin1').catch(() => ''));
}

/** Parses the `schedstat` line of a thread; undefined for an empty one. */
export function parseTime(text: string): ProcessorTime | undefined {
  const [ranNs, waitedNs, slices] = text.split(' ').map(Number);
  if (ranNs === undefined || waitedNs === undefined || slices === undefined) return undefined;
  return { ranMs: ranNs / NS_PER_MS, waitedMs: waitedNs / NS_PER_MS, slices };
}

/**
 * How busy the busiest thread was, from 0 to 1: its run time as a share of the time in which it could run. On a busy
 * machine a spinning thread runs little and waits for a processor the rest of the time; a sleeping one does neither.
 */
export function busiestShare(before: ProcessorTimes, after: ProcessorTimes, elapsedMs: number): number {
  const shares = [...after].map(([thread, { ranMs, waitedMs }]) => {
    const { ranMs: ranBefore, waitedMs: waitedBefore } = before.get(thread) ?? { ranMs: 0, waitedMs: 0 };
    const ran = ranMs - ranBefore;
    return ran === 0 ? 0 : ran / Math.max(ran, elapsedMs - (waitedMs - waitedBefore));
  });
  return Math.max(0, ...shares);
}

/**
 * Processor times of the threads of a process and of its descendants. Synchronous and without a scan of all processes, so that
 * it can begin and end the measurement of a wait. Empty where the platform does not report them.
 */
export function timesOfTree(pid: number): ProcessorTimes {
  const times = new Map<number, ProcessorTime>();
  const open = pid === 0 || !readsProc() ? [] : [pid];
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const thread of threadNames(next)) {
      const folder = `/proc/${String(next)}/task/${thread}`;
      const time = parseTime(readNow(`${folder}/schedstat`));
      const runnable = parseStat(readNow(`${folder}/stat`)).state === 'R';
      if (time !== undefined) times.set(Number(thread), { ...time, runnable });
      for (const child of readNow(`${folder}/children`).split(' ').filter(Boolean).map(Number)) {
        if (!seen.has(child)) open.push(child);
        seen.add(child);
      }
    }
  }
  return times;
}

function threadNames(pid: number): string[] {
  try {
    return readdirSync(`/proc/${String(pid)}/task`);
  } catch {
    return []; // ended, or no /proc
  }
}

function readNow(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
