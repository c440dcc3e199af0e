/**
 * A /tmp of its own for each sandbox, as every execution environment of Lambda has one. A runtime may use a fixed path there:
 * AWS's client for Java unpacks its native library to one.
 *
 * A folder of the sandbox is bound over /tmp in its mount namespace (isolation.ts), with what the bootstrap needs of the /tmp of
 * the machine.
 *
 * @see https://man7.org/linux/man-pages/man7/mount_namespaces.7.html
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardFolder } from './guard.ts';
import { keptNames } from './kept-paths.ts';
import type { Start } from './executable/start-failure.ts';

/** The environment of a helper, which is a program of the system. */
export const HELPERS = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** What is shown where. */
export type Bind = readonly [folder: string, place: string];

/**
 * What to bind for a start, in this order. Empty where it sees the /tmp of the machine.
 *
 * @param files The files that the kernel opens to start it.
 */
export function bindsOf(start: Start, files: readonly string[]): readonly Bind[] {
  const [own, tmp] = [start.tmp, realTmp()];
  if (own === undefined || tmp === undefined) return [];
  const kept = keptNames(start, files, tmp);
  if (kept === undefined) return [];
  const binds = kept.map((name): Bind => [join(tmp, name), join(own, name)]);
  try {
    for (const [original, place] of binds) makePlace(original, place);
  } catch {
    return [];
  }
  return [...binds, [own, tmp]];
}

/** The place for a bind: an empty folder or file. */
function makePlace(original: string, place: string): void {
  if (statSync(original).isDirectory()) mkdirSync(place, { recursive: true });
  else writeFileSync(place, '', { flag: 'a' });
}

/** Where /tmp really is; undefined where there is none. */
export function realTmp(): string | undefined {
  try {
    const path = realpathSync('/tmp');
    return statSync(path).isDirectory() && path !== '/' ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The folder of all folders, while there is one: the guard removes it if the harness dies. */
let parent: string | undefined;
let folders = 0;

/** A folder that becomes the /tmp of one sandbox. */
export class OwnTmp {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** A new folder; undefined where none can be made. */
  static make(): OwnTmp | undefined {
    try {
      if (parent === undefined) {
        // Its name is in /proc/self/mountinfo.
        parent = mkdtempSync(join(tmpdir(), 'sandboxes-'));
        guardFolder(parent);
      }
      const path = mkdtempSync(join(parent, 'sandbox-'));
      // As /tmp everywhere; mkdir applies the umask.
      chmodSync(path, 0o1777);
      folders += 1;
      return new OwnTmp(path);
    } catch {
      return undefined;
    }
  }

  /** Removes the folder. No process may use it any more. */
  async remove(): Promise<void> {
    // What it shows of the machine's /tmp is mounted in another namespace: here are only empty places.
    await rm(this.path, { recursive: true, force: true }).catch(() => forceRemove(this.path));
    folders -= 1;
    if (folders > 0 || parent === undefined) return;
    try {
      rmdirSync(parent);
    } catch {
      return; // A file that this user cannot remove is left to the guard.
    }
    guardFolder(parent, 'removed');
    parent = undefined;
  }
}

/**
 * Also removes files that a runtime with the rights of root has made immutable, and folders whose path is longer than any call
 * takes: rm(1) goes down step by step.
 */
async function forceRemove(path: string): Promise<void> {
  await ended('chattr', ['-R', '-f', '-i', '-a', '--', path]);
  await ended('rm', ['-r', '-f', '--', path]);
}

function ended(command: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    execFile(command, words, { env: HELPERS }, () => resolve());
  });
}
