import { closeSync, openSync, readFileSync, readlinkSync, readSync, readdirSync } from 'node:fs';

/** Facts about one process, read from Linux's /proc. Times are in clock ticks. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /**
   * Also true for a zombie, which `kill(pid, 0)` calls alive and which stays where PID 1 does not reap. A process whose first
   * thread has ended looks like one while others run.
   */
  readonly dead: boolean;
  readonly startTicks: number;
  /** User and system time of the process and of the children it has waited for. */
  readonly cpuTicks: number;
}

/** The kernel reports times to user space in ticks of 1/100 s on every architecture that Lambda or Node support. */
export const MS_PER_TICK = 10;

let reads: boolean | undefined;

/**
 * Whether /proc shows the processes by the ids that this process uses. In a PID namespace with the /proc of another one every id
 * there means something else.
 */
export function readsProc(): boolean {
  reads ??= linkOf('/proc/self') === String(process.pid);
  return reads;
}

/** All visible processes; empty without /proc. */
export function listProcesses(): ProcessFacts[] {
  return listProcessIds().flatMap((pid) => {
    const facts = readProcess(pid);
    return facts === undefined ? [] : [facts];
  });
}

/** The ids of all visible processes. */
export function listProcessIds(): number[] {
  return (readsProc() ? entriesOf('/proc') : []).flatMap((name) =>
    /^\d+$/.test(name) ? [Number(name)] : [],
  );
}

/**
 * The facts about one process, or undefined when it is gone or the platform has no /proc.
 *
 * Synchronous, so that little changes during a snapshot of the process tree; reading /proc is cheap.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function readProcess(pid: number): ProcessFacts | undefined {
  const stat = readsProc() ? readLine(`/proc/${String(pid)}/stat`) : undefined;
  if (stat === undefined) return undefined;
  const { state, field } = parseStat(stat);
  return {
    pid,
    parent: field(4),
    group: field(5),
    session: field(6),
    dead: /^[ZXx]/.test(state) && field(20) <= 1,
    startTicks: field(22),
    cpuTicks: field(14) + field(15) + field(16) + field(17),
  };
}

/** The children of a process with one thread. Empty where the kernel does not list them. */
export function childrenOf(pid: number): number[] {
  return childrenOfThread(pid, String(pid)) ?? [];
}

/**
 * The descendants of a process, living or dead, without reading about every process of the machine. Undefined where the kernel
 * does not list children (CONFIG_PROC_CHILDREN). While processes end it may miss some, as any scan of /proc.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_task.5.html
 */
export function descendantsOf(pid: number): ProcessFacts[] | undefined {
  if (!listsChildren()) return undefined;
  const ids = [pid];
  // The list grows while it is read, so grandchildren are reached too.
  for (const id of ids) {
    for (const thread of entriesOf(`/proc/${String(id)}/task`))
      ids.push(...(childrenOfThread(id, thread) ?? []));
  }
  return ids.slice(1).flatMap((id) => readProcess(id) ?? []);
}

let lists: boolean | undefined;

function listsChildren(): boolean {
  lists ??= childrenOfThread(process.pid, String(process.pid)) !== undefined;
  return lists;
}

function childrenOfThread(pid: number, thread: string): number[] | undefined {
  // Of any length: a process may have thousands.
  const list = readsProc() ? readOrUndefined(`/proc/${String(pid)}/task/${thread}/children`) : undefined;
  return list?.toString('latin1').split(' ').filter(Boolean).map(Number);
}

/** The id that a process has in its own PID namespace. */
export function idInNamespace(pid: number): number | undefined {
  const ids = /^NSpid:.*?(\d+)$/m.exec(
    readOrUndefined(`/proc/${String(pid)}/status`)?.toString('latin1') ?? '',
  );
  return ids?.[1] === undefined ? undefined : Number(ids[1]);
}

/** The `stat` line of a process or a thread: the letter of its state, and numbers by position. */
export function parseStat(stat: string): {
  readonly state: string;
  readonly field: (place: number) => number;
} {
  // The second field is the name in parentheses; it may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', field: (place) => Number(fields[place - 3]) };
}

/** Whether the process was started with exactly this variable, `NAME=value`, in its environment. False for processes of other users. */
export function wasStartedWith(pid: number, variable: string): boolean {
  const environment = readOrUndefined(`/proc/${String(pid)}/environ`);
  return environment !== undefined && `\0${environment.toString('latin1')}`.includes(`\0${variable}\0`);
}

/** Longer than any `stat` line: a name of 16 bytes and fifty numbers. */
const line = Buffer.alloc(4096);

/** Reads a one-line file twice as fast as `readFileSync`: a scan reads one for each process of the machine. */
function readLine(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return line.toString('latin1', 0, readSync(file, line));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readOrUndefined(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // gone meanwhile, not ours, or no /proc
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
