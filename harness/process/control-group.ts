/**
 * A control group of version 2 for each sandbox, where a PID namespace cannot be made: one write ends all of its processes,
 * also those that changed parent, session, environment and limits. Every user with a writable control group can have them,
 * such as the user of a systemd session. A process with the rights to leave its group is left to the marks (members.ts).
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { guardControlGroup } from './guard.ts';

/** POSIX shell that puts itself, and so what it executes, into the control group of its first argument. */
export const JOIN_CONTROL_GROUP = 'echo 0 >"$1/cgroup.procs"';

const TRIAL_LIMIT_MS = 2000;

/** The group of all groups, while there is one: the guard ends and removes it if the harness dies. */
let parent: string | undefined;
let groups = 0;

let works: boolean | undefined;

/** Whether this machine lets us have control groups. Tried once. */
export function hasControlGroups(): boolean {
  works ??= tryOne();
  return works;
}

/** The processes of one sandbox. */
export class ControlGroup {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** A new, empty group; undefined where none can be made. */
  static make(): ControlGroup | undefined {
    try {
      if (parent === undefined) {
        const own = ownFolder();
        if (own === undefined) return undefined;
        // A runtime reads its name in /proc/self/cgroup.
        parent = mkdtempSync(join(own, 'sandboxes-'));
        guardControlGroup(parent);
      }
      const path = mkdtempSync(join(parent, 'sandbox-'));
      groups += 1;
      return new ControlGroup(path);
    } catch {
      return undefined;
    }
  }

  /** The ids of its processes, without those in groups that they made themselves. */
  processes(): number[] {
    return read(this.path, 'cgroup.procs').split('\n').filter(Boolean).map(Number);
  }

  /** Whether it, or a group that its processes made, holds a living process. */
  get inhabited(): boolean {
    return read(this.path, 'cgroup.events').includes('populated 1');
  }

  /** Ends all processes in it, also frozen ones; they may take some milliseconds. */
  kill(): void {
    try {
      writeFileSync(join(this.path, 'cgroup.kill'), '1');
    } catch {
      // It is gone.
    }
  }

  /** Removes the group, which must be empty. */
  remove(): void {
    groups -= 1;
    try {
      rmdirSync(this.path);
      if (groups > 0 || parent === undefined) return;
      rmdirSync(parent);
    } catch {
      return; // A process made a group of its own: left to the guard.
    }
    guardControlGroup(undefined);
    parent = undefined;
  }
}

/** The folder of our own group. Undefined where there is none, or where its path leads out of our cgroup namespace. */
function ownFolder(): string | undefined {
  const [, own] = /^0::(\/.*)$/m.exec(read('/proc/self', 'cgroup')) ?? [];
  if (own === undefined || own.includes('/..')) return undefined;
  for (const line of read('/proc/self', 'mountinfo').split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '', place = ''] = before.split(' ');
    if (!after.startsWith('cgroup2 ')) continue;
    const below = posix.relative(root, own);
    if (!below.startsWith('..')) return join(place, below);
  }
  return undefined;
}

/** A shell joins a group, and is ended by it. */
function tryOne(): boolean {
  const own = ownFolder();
  if (own === undefined) return false;
  const path = join(own, `sandboxes-${String(process.pid)}-trial`);
  try {
    mkdirSync(path);
  } catch {
    return false;
  }
  try {
    if (!existsSync(join(path, 'cgroup.kill'))) return false;
    const script = `${JOIN_CONTROL_GROUP} && echo 1 >"$1/cgroup.kill"; sleep 10`;
    return (
      spawnSync('/bin/sh', ['-c', script, 'sh', path], { stdio: 'ignore', timeout: TRIAL_LIMIT_MS })
        .signal === 'SIGKILL'
    );
  } finally {
    try {
      rmdirSync(path);
    } catch {
      // Its last process is still ending.
    }
  }
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'latin1');
  } catch {
    return '';
  }
}
