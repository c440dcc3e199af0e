import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Members } from './members.ts';
import { MS_PER_TICK, parseStat } from './proc.ts';
import { readProcessorTime } from './processor-time.ts';

/** Long enough to see a runnable thread run or wait for a processor. */
const LOOK_MS = 50;
/** The run time allowed to all threads in that window: a virtual machine does periodic work. */
const HOUSEKEEPING_MS = 2;

/**
 * Whether all threads of a sandbox sleep and hardly run for a short time from now on. A slow machine cannot be the reason for
 * what such a runtime has not done. False when a thread runs, waits for a processor or a disk, or ends; when no process is
 * left; and when the platform does not tell.
 */
export async function isIdle(members: Members): Promise<boolean> {
  const before = await sleepers(members);
  if (before === undefined || before.size === 0) return false;
  await delay(LOOK_MS);
  const after = await sleepers(members);
  if (after === undefined || after.size !== before.size) return false;
  const ranMs = [...after].map(([thread, ran]) => ran - (before.get(thread) ?? Number.NEGATIVE_INFINITY));
  return ranMs.reduce((total, ran) => total + ran, 0) <= HOUSEKEEPING_MS;
}

/** Run time of each thread in milliseconds; undefined unless all threads sleep. */
async function sleepers(members: Members): Promise<Map<string, number> | undefined> {
  const threads = await Promise.all(members.find().map(({ pid }) => sleepersOf(pid)));
  return threads.includes(undefined)
    ? undefined
    : new Map(threads.flatMap((ofProcess) => [...(ofProcess ?? [])]));
}

async function sleepersOf(pid: number): Promise<Map<string, number> | undefined> {
  const folder = `/proc/${String(pid)}/task`;
  try {
    const names = await readdir(folder);
    const threads = await Promise.all(
      names.map(async (name) => {
        const [stat, time] = await Promise.all([
          readFile(`${folder}/${name}/stat`, 'latin1'),
          readProcessorTime(`${folder}/${name}`),
        ]);
        const { state, field } = parseStat(stat);
        // Not every kernel reports that time; ticks are coarser.
        return { name, state, ranMs: time?.ranMs ?? (field(14) + field(15)) * MS_PER_TICK };
      }),
    );
    return threads.every(({ state }) => state === 'S')
      ? new Map(threads.map(({ name, ranMs }) => [name, ranMs]))
      : undefined;
  } catch {
    return undefined; // it ended meanwhile
  }
}
