/**
 * Ends every process of every sandbox when the harness dies, also by SIGKILL.
 *
 * SIGKILL cannot be caught, so another process has to notice: one small shell per harness process, whose standard input
 * is a pipe that only the harness holds. When the harness ends, the pipe ends, and the guard kills what is still registered. A worker
 * thread has its own guard (this module is loaded once per thread), because its pipes are closed when the thread ends.
 *
 * - Linux: the process tag is registered before the process starts and the group right after, so a process that keeps its tag is
 *   always found. One that leaves the session and clears its environment is found by an inherited limit (rlimit-tag.ts).
 * - macOS: the group is killed. A process that called setsid is not found, nor is one started in the time (well under a
 *   millisecond) between `spawn` and the registration of its group.
 * - Windows is not supported: there are no process groups, and Lambda runs Linux. Where there is no `sh` at all, nothing guards.
 */
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { GUARD_SCRIPT } from './guard-script.ts';
import { noteShortage } from './machine/shortage-log.ts';

/** The registration of one sandbox. */
export interface Guarded {
  /** Call this as soon as the process exists. */
  started(group: number): void;
  /** Call this when the group is empty: its number may be reused. */
  groupGone(): void;
  /** Call this when no process is left. */
  gone(): void;
}

interface Registration {
  readonly processTag: string;
  group?: number;
}

const registrations = new Set<Registration>();
let markNumber: number | undefined;
const foldersToRemove = new Set<string>();
let controlGroupToEnd: string | undefined;
let guard: Writable | undefined;

/** Registers a sandbox before its process is started. */
export function guardSandbox(processTag: string): Guarded {
  if (!/^[\w.:-]+$/.test(processTag))
    throw new Error(`Not a process tag the guard can read: ${JSON.stringify(processTag)}`);

  const registration: Registration = { processTag };
  registrations.add(registration);
  if (guard === undefined) guard = startGuard();
  else tell(`? ${processTag}`);

  return {
    started(group) {
      registration.group = group;
      tell(`+ ${String(group)}`);
    },
    groupGone() {
      // A process tag cannot be empty or hold a slash, so this names none.
      tell(`- ${String(registration.group ?? 0)} /`);
      delete registration.group;
    },
    gone() {
      if (registrations.delete(registration)) tell(`- ${String(registration.group ?? 0)} ${processTag}`);
    },
  };
}

/** Makes the guard also end processes with this limit (rlimit-tag.ts); `undefined` revokes that. */
export function guardTagged(number: number | undefined): void {
  markNumber = number;
  tell(`! ${String(number ?? 0)}`);
}

/** Makes the guard also remove this folder, once the processes have ended, until it is removed. */
export function guardFolder(path: string, state: 'made' | 'removed' = 'made'): void {
  // The guard forgets no folder: to remove one that is gone does nothing.
  if (state === 'made') tell(`% ${path}`);
  if (state === 'made') foldersToRemove.add(path);
  else foldersToRemove.delete(path);
}

/** Makes the guard also end and remove this control group, with those below it; `undefined` revokes that. */
export function guardControlGroup(path: string | undefined): void {
  controlGroupToEnd = path;
  tell(`^ ${path ?? ''}`);
}

/** The line is in the pipe when this returns: Node writes synchronously if it can, and the pipe is almost empty. */
function tell(line: string): void {
  guard?.write(`${line}\n`);
}

function startGuard(): Writable {
  // Its own session, so that Ctrl-C and a kill of the harness's group do not reach it.
  const child = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'lambdaspec-guard'], {
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const { stdin } = child;

  child.on('error', noteShortage); // no sh: see above
  stdin.on('error', () => undefined); // the guard was killed: 'exit' follows
  child.once('exit', () => {
    if (guard !== stdin) return;
    // It was killed. A new guard takes over the registrations; without any, the next registration starts one.
    guard = registrations.size === 0 ? undefined : startGuard();
  });

  // The guard must not keep the harness alive.
  child.unref();
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();

  if (markNumber !== undefined) stdin.write(`! ${String(markNumber)}\n`);
  if (controlGroupToEnd !== undefined) stdin.write(`^ ${controlGroupToEnd}\n`);
  for (const folder of foldersToRemove) stdin.write(`% ${folder}\n`);
  for (const { processTag, group } of registrations) {
    stdin.write(`? ${processTag}\n`);
    if (group !== undefined) stdin.write(`+ ${String(group)}\n`);
  }
  return stdin;
}
