import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Members } from './members.ts';
import { MS_PER_TICK } from './proc.ts';

/** Long enough for a thread that wants to run to be seen at it, or in the queue for a processor. */
const LOOK_MS = 50;
/** What all threads together may run in that time: a virtual machine looks after itself now and then. */
const HOUSEKEEPING_NS = 2_000_000;

/**
 * Whether no thread of a sandbox has anything to do, now and for a short time from now on: all sleep, and none has done
 * more than look around in between. What such a runtime has not done by then it does not owe to a slow machine. False where a thread runs,
 * waits for a processor or a disk, or ends; where no process is left; and where the platform does not tell.
 */
export async function isAtRest(members: Members): Promise<boolean> {
  const before = await sleepers(members);
  if (before === undefined || before.size === 0) return false;
  await delay(LOOK_MS);
  const after = await sleepers(members);
  if (after === undefined || after.size !== before.size) return false;
  const ranNs = [...after].map(([thread, ran]) => ran - (before.get(thread) ?? Number.NEGATIVE_INFINITY));
  return ranNs.reduce((total, ran) => total + ran, 0) <= HOUSEKEEPING_NS;
}

/** For how many nanoseconds each thread has run so far; undefined unless every one of them sleeps. */
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
        const [stat, times] = await Promise.all([
          readFile(`${folder}/${name}/stat`, 'latin1'),
          // Not every kernel keeps it; the other figure is coarser.
          readFile(`${folder}/${name}/schedstat`, 'latin1').catch(() => undefined),
        ]);
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const ticks = Number(fields[11]) + Number(fields[12]);
        const ran = times === undefined ? ticks * MS_PER_TICK * 1_000_000 : Number(times.split(' ')[0]);
        return { name, state: fields[0], ran };
      }),
    );
    return threads.every(({ state }) => state === 'S')
      ? new Map(threads.map(({ name, ran }) => [name, ran]))
      : undefined;
  } catch {
    return undefined; // it ended meanwhile
  }
}
