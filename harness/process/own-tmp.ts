/**
 * A /tmp of its own for each sandbox, as every execution environment of Lambda has one. A runtime may use a fixed path there:
 * AWS's client for Java unpacks its native library to one.
 *
 * The process that is started puts itself into a new mount namespace, binds a folder of the sandbox over /tmp and executes the
 * bootstrap. Every step is an `exec`, so the process id stays the same; only mount(8) runs as a child before. The helpers get
 * an environment of their own, since LD_LIBRARY_PATH of the bootstrap may hold other versions of their libraries.
 *
 * Linux with unshare(1) and mount(8): root, or a user who may make user namespaces. Elsewhere sandboxes share the /tmp of the
 * machine.
 *
 * @see https://man7.org/linux/man-pages/man7/mount_namespaces.7.html
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf } from './executable.ts';
import { guardFolder } from './guard.ts';
import { keptNames } from './kept-paths.ts';
import type { Start } from './start-failure.ts';

/** The helpers are programs of the system. */
const HELPERS = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
/** A machine that needs longer is too busy for the test; then sandboxes share /tmp. */
const PROBE_LIMIT_MS = 5000;

/** Takes a process into a new mount namespace: with the rights of root, or of the owner of a new user namespace. */
const NAMESPACES = {
  root: { enter: ['unshare', '-m'], leave: [] },
  user: {
    enter: ['unshare', '--user', '--map-current-user', '--keep-caps', '--mount'],
    // The bootstrap does not get the rights that mount(8) needed.
    leave: ['setpriv', '--ambient-caps=-all', '--inh-caps=-all'],
  },
} as const;

type Namespace = keyof typeof NAMESPACES;

/** The command and the environment that start a bootstrap in its own /tmp. */
export interface Wrapped {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

let found: { readonly namespace: Namespace | undefined } | undefined;

/** Whether sandboxes can have their own /tmp on this machine. Tried once, which takes some milliseconds. */
export function hasOwnTmp(): boolean {
  found ??= { namespace: findNamespace() };
  return found.namespace !== undefined;
}

/**
 * How to start the bootstrap in its own /tmp, with the variables of `start` and `variable`. Undefined where that is not possible,
 * or where the start may fail: a helper could not report the failure as the kernel does.
 */
export function inOwnTmp(
  start: Start,
  variable: readonly [name: string, value: string],
): Wrapped | undefined {
  if (start.tmp === undefined || !hasOwnTmp() || found?.namespace === undefined) return undefined;
  // In a user namespace there is only one user.
  if (start.user !== undefined && found.namespace === 'user') return undefined;
  const files = filesOf(start);
  const tmp = realTmp();
  const kept = files === undefined || tmp === undefined ? undefined : keptNames(start, files, tmp);
  if (kept === undefined || tmp === undefined) return undefined;

  const pairs = kept.map((name): [string, string] => [join(tmp, name), join(start.tmp ?? '', name)]);
  try {
    for (const [original, place] of pairs) makePlace(original, place);
  } catch {
    return undefined;
  }
  const variables = Object.entries({ ...start.environment, [variable[0]]: variable[1] });
  return {
    command: commandOf(found.namespace, {
      mounts: [...pairs, [start.tmp, tmp]],
      cwd: start.cwd,
      words: [
        ...(start.user === undefined ? [] : asUser(start.user)),
        'env',
        '-i',
        '--',
        ...variables.map(([name, value]) => `${name}=${value}`),
        ...executed(start.command),
      ],
    }),
    environment: { ...HELPERS, [variable[0]]: variable[1] },
  };
}

interface Chain {
  /** What to bind where. */
  readonly mounts: readonly (readonly [folder: string, place: string])[];
  readonly cwd: string;
  readonly words: readonly string[];
}

/** If a mount fails, which the trial at the start of the run makes unlikely, the bootstrap gets the /tmp of the machine. */
function commandOf(namespace: Namespace, { mounts, cwd, words }: Chain): readonly [string, ...string[]] {
  const { enter, leave } = NAMESPACES[namespace];
  const binds = mounts.map((_, n) => `mount -o rbind "\${${2 * n + 1}}" "\${${2 * n + 2}}"`);
  // The working folder may be below /tmp, and is entered again to be on the new mount.
  const script = `{ ${binds.join(' && ')}; } 2>/dev/null; shift ${2 * mounts.length}; cd -- "$1" 2>/dev/null; shift; exec "$@"`;
  return [...enter, '/bin/sh', '-c', script, 'lambdaspec-tmp', ...mounts.flat(), cwd, ...leave, ...words];
}

/** `env` takes a word with an equals sign for a variable. */
function executed([name, ...parameters]: Start['command']): readonly string[] {
  return name.includes('=')
    ? ['/bin/sh', '-c', 'exec "$0" "$@"', name, ...parameters]
    : [name, ...parameters];
}

function asUser(user: number): readonly string[] {
  return ['setpriv', `--reuid=${String(user)}`, `--regid=${String(user)}`, '--clear-groups'];
}

/** The place for a bind: an empty folder or file. */
function makePlace(original: string, place: string): void {
  if (statSync(original).isDirectory()) mkdirSync(place, { recursive: true });
  else writeFileSync(place, '', { flag: 'a' });
}

function realTmp(): string | undefined {
  try {
    const path = realpathSync('/tmp');
    return statSync(path).isDirectory() && path !== '/' ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Tries the whole chain: a file must be in the new /tmp, and not in that of the machine. */
function findNamespace(): Namespace | undefined {
  const tmp = process.platform === 'linux' ? realTmp() : undefined;
  if (tmp === undefined) return undefined;
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'lambdaspec-tmp-'));
    const marker = `lambdaspec-${String(process.pid)}`;
    writeFileSync(join(folder, marker), '');
    const chain = { mounts: [[folder, tmp]] as const, cwd: '/', words: ['test', '-f', join(tmp, marker)] };
    const candidates: Namespace[] = process.getuid?.() === 0 ? ['root', 'user'] : ['user'];
    return candidates.find((namespace) => {
      const [command, ...parameters] = commandOf(namespace, chain);
      const options = { env: HELPERS, stdio: 'ignore', timeout: PROBE_LIMIT_MS } as const;
      return spawnSync(command, parameters, options).status === 0;
    });
  } catch {
    return undefined; // no writable temporary folder
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
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
    guardFolder(undefined);
    parent = undefined;
  }
}

/** Also removes a file that a runtime with the rights of root has made immutable. */
async function forceRemove(path: string): Promise<void> {
  spawnSync('chattr', ['-R', '-f', '-i', '-a', '--', path], { env: HELPERS, stdio: 'ignore' });
  await rm(path, { recursive: true, force: true }).catch(() => {});
}
