/** The processor time of lambdaspec itself, and of the bootstraps that it starts. Linux only. */
import { readFileSync } from 'node:fs';

/** How often the times are read: what a process used after the last time is lost. */
const PACE_MS = 20;

/** Of a tick of /proc. */
const TICK_MS = 10;

/** Reads the processor times of a running command until it is stopped. */
export class OwnProcessorTime implements Disposable {
  readonly #pid: number;
  /** By process: lambdaspec, and its worker. */
  readonly #usedMs = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;

  /** @param pid The command. */
  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#read(), PACE_MS);
  }

  get ms(): number {
    return [...this.#usedMs.values()].reduce((sum, ms) => sum + ms, 0);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #read(): void {
    this.#add(this.#pid);
    for (const child of childrenOf(this.#pid)) if (isWorker(child)) this.#add(child);
  }

  #add(pid: number): void {
    const ms = usedMs(pid);
    if (ms !== undefined) this.#usedMs.set(pid, ms);
  }
}

/**
 * The processor time that all processes of the machine have used. The bootstraps are children of a process that does not wait for
 * them, so that no other count has them.
 *
 * @see https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat
 */
export function machineMs(): number {
  return busyMs(read('/proc/stat'));
}

/** The busy time in the text of /proc/stat: all but idle, waiting for a disk, and what other machines took. */
export function busyMs(text: string): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = text
    .slice(0, text.indexOf('\n'))
    .replace('cpu', '')
    .trim()
    .split(' ')
    .map(Number);
  return TICK_MS * (user + nice + system + interrupts + soft);
}

function isWorker(pid: number): boolean {
  return read(`/proc/${pid}/cmdline`).includes('vitest');
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function usedMs(pid: number): number | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The name of the program may have blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  return user === undefined || system === undefined ? undefined : TICK_MS * (Number(user) + Number(system));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
