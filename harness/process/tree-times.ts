import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessorTime, ProcessorTimes } from './processor-time.ts';
import { parseTime } from './processor-time.ts';

/**
 * Processor times of the threads of a process and of its descendants. Synchronous and without a scan of all processes, so that
 * it can begin and end the measurement of a wait. Empty where the platform does not report them.
 */
export function timesOfTree(pid: number): ProcessorTimes {
  const times = new Map<number, ProcessorTime>();
  const open = pid === 0 ? [] : [pid];
  const seen = new Set(open);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const thread of threadsOf(next)) {
      const folder = `/proc/${String(next)}/task/${thread}`;
      const time = parseTime(read(`${folder}/schedstat`));
      if (time !== undefined) times.set(Number(thread), time);
      for (const child of read(`${folder}/children`).split(' ').filter(Boolean).map(Number)) {
        if (!seen.has(child)) open.push(child);
        seen.add(child);
      }
    }
  }
  return times;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${String(pid)}/task`);
  } catch {
    return []; // ended, or no /proc
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
