import { opendir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceSample } from '../trace/entry.ts';
import type { Members } from './members.ts';
import { MS_PER_TICK } from './proc.ts';

/** More files are not counted: a runtime may unpack any number. */
const MOST_FILES = 10_000;

/**
 * Resource use of all processes of a sandbox, or undefined when none is left or the platform does not report it.
 *
 * Shared memory counts once per process. CPU time includes children that have ended and been waited for.
 *
 * @param tmp The folder that they see as /tmp, if it is their own.
 */
export async function sampleResources(
  members: Members,
  tmp: string | undefined,
): Promise<ResourceSample | undefined> {
  const facts = members.find();
  const [temporaryFiles, ...details] = await Promise.all([
    tmp === undefined ? undefined : countFiles(tmp),
    ...facts.map(({ pid }) => readDetails(pid)),
  ]);
  const alive = details.filter((detail) => detail !== undefined);
  if (alive.length === 0) return undefined;

  return {
    cpuMs: sum(facts.map(({ cpuTicks }) => cpuTicks)) * MS_PER_TICK,
    rssBytes: sum(alive.map(({ rssBytes }) => rssBytes)),
    descriptors: sum(alive.map(({ descriptors }) => descriptors)),
    threads: sum(alive.map(({ threads }) => threads)),
    processes: alive.length,
    ...(temporaryFiles === undefined ? {} : { temporaryFiles }),
  };
}

/** Number of files and folders below a folder. */
async function countFiles(folder: string): Promise<number> {
  let count = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && count < MOST_FILES; next = folders.pop()) {
    try {
      for await (const entry of await opendir(next)) {
        count += 1;
        if (count === MOST_FILES) break;
        if (entry.isDirectory()) folders.push(join(next, entry.name));
      }
    } catch {
      // Removed meanwhile, or it belongs to another user.
    }
  }
  return count;
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function readDetails(
  pid: number,
): Promise<Pick<ResourceSample, 'rssBytes' | 'descriptors' | 'threads'> | undefined> {
  const folder = `/proc/${String(pid)}`;
  try {
    const [status, descriptors] = await Promise.all([
      readFile(`${folder}/status`, 'latin1'),
      readdir(`${folder}/fd`),
    ]);
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { rssBytes: field('VmRSS') * 1024, descriptors: descriptors.length, threads: field('Threads') };
  } catch {
    return undefined; // ended meanwhile, or runs as another user
  }
}
