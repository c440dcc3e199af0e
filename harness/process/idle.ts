import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Members } from './members.ts';
import { MS_PER_TICK, parseStat } from './proc.ts';
import { readProcessorTime } from './processor-time.ts';

/** Long enough for a thread that wants to run to be seen at it, or in the queue for a processor. */
const LOOK_MS = 50;
/** What all threads together may run in that time: a virtual machine looks after itself now and then. */
const HOUSEKEEPING_MS = 2;

/**
 * Whether no thread of a sandbox has anything to do, now and for a short time from now on: all sleep, and none has done
 * more than look around in between. What such a runtime has not done by then it does not owe to a slow machine. False
 * where a thread runs, waits for a processor or a disk, or ends; where no process is left; and where the platform does
 * not tell.
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

/** For how many milliseconds each thread has run so far; undefined unless every one of them sleeps. */
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
        // Not every kernel tells that time; the ticks are coarser.
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
