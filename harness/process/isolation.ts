/**
 * What a bootstrap is started in: namespaces of its own, where the platform can do that.
 *
 * - In a PID namespace every process of a sandbox is found and ended, even if it opens a session and clears its environment. A
 *   program of its own, the keeper (keeper-script.ts), starts the bootstrap there, because it takes a new process to enter one.
 * - In a mount namespace it has a /tmp of its own (own-tmp.ts). Without a PID namespace the process that is started enters the
 *   mount namespace itself, and a control group (control-group.ts) where there are any; every step is an `exec`, so the process
 *   id stays the same.
 *
 * Linux with root, or with a user who may make user namespaces; the first with perl, the second with unshare(1), mount(8) and
 * setpriv(1). Elsewhere sandboxes share /tmp, and without control groups processes are found by their marks (members.ts,
 * rlimit-tag.ts).
 *
 * The helpers get an environment of their own, since LD_LIBRARY_PATH of the bootstrap may hold other versions of their libraries.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasControlGroups, JOIN_CONTROL_GROUP, type ControlGroup } from './control-group.ts';
import { filesOf } from './executable/executable.ts';
import { KEEPER_SCRIPT } from './keeper-script.ts';
import { bindsOf, HELPERS, realTmp, type Bind } from './own-tmp.ts';
import { readsProc } from './proc.ts';
import type { Start } from './executable/start-failure.ts';

/**
 * What ends every process of a sandbox, the strongest first: the end of its PID namespace, that of its control group, or a search
 * for the marks that processes inherit.
 */
export const PROTECTIONS = ['namespace', 'cgroup', 'marks'] as const;
export type Protection = (typeof PROTECTIONS)[number];

/** The strongest protection to try, so that the verdicts under each can be compared. */
export const PROTECTION_VARIABLE = 'LAMBDASPEC_PROTECTION';

/** A machine that needs longer is too busy for the trial; then the next weaker isolation is tried. */
const TRIAL_LIMIT_MS = 5000;

/** The numbers of unshare(2), mount(2), setsid(2) and prctl(2), on the processors that Lambda offers. */
const SYSTEM_CALLS: Readonly<Record<string, readonly [number, number, number, number]>> = {
  x64: [272, 165, 112, 157],
  arm64: [97, 40, 157, 167],
};

/** How to get the rights: those of root, or of the owner of a new user namespace. */
type Rights = 'root' | 'owner';

interface Isolation {
  /** Whether it is a PID namespace as well. */
  readonly kept: boolean;
  readonly rights: Rights;
}

interface Chain {
  readonly binds: readonly Bind[];
  readonly cwd: string;
  readonly user?: number | undefined;
  readonly variables: readonly string[];
  readonly command: Start['command'];
  readonly controlGroup?: ControlGroup | undefined;
}

type Words = readonly [string, ...string[]];

/** How to start a bootstrap in its namespaces: what the launcher is asked for, or a command. */
export type Isolated =
  | { readonly request: readonly string[] }
  | { readonly command: Words; readonly environment: Readonly<Record<string, string>> };

let found: { readonly isolation: Isolation | undefined } | undefined;

/** What protects the sandboxes on this machine. Tried once, which takes some milliseconds. */
export function protectionHere(): Protection {
  if (isolationHere()?.kept === true) return 'namespace';
  return wanted() !== 'marks' && hasControlGroups() ? 'cgroup' : 'marks';
}

/** Whether the machine has only the weakest protection, without having been asked for it. */
export function isWeakened(): boolean {
  return wanted() !== 'marks' && protectionHere() === 'marks';
}

/** Whether sandboxes can have their own /tmp on this machine. */
export function hasOwnTmp(): boolean {
  return isolationHere() !== undefined;
}

/**
 * How to start the bootstrap in its namespaces and its control group, with the variables of `start` and `variable`. Undefined
 * where that is not possible, or where the start may fail: a helper could not report the failure as the kernel does.
 */
export function isolated(
  start: Start,
  variable: readonly [name: string, value: string],
  controlGroup: ControlGroup | undefined,
): Isolated | undefined {
  const isolation = isolationFor(start);
  const files = filesOf(start);
  if (files === undefined || !existsSync(start.cwd)) return undefined;
  const binds = isolation === undefined ? [] : bindsOf(start, files);
  if (binds.length === 0 && isolation?.kept !== true && controlGroup === undefined) return undefined;
  const variables = Object.entries({ ...start.environment, [variable[0]]: variable[1] });
  const chain: Chain = {
    binds,
    cwd: start.cwd,
    user: start.user,
    variables: variables.map(([name, value]) => `${name}=${value}`),
    command: start.command,
    controlGroup,
  };
  if (isolation?.kept === true) {
    const request = requestOf(isolation.rights, chain);
    // No process can get such a word; node:child_process says so.
    return request.some((word) => word.includes('\0')) ? undefined : { request };
  }
  return {
    command: shell(binds.length === 0 ? undefined : isolation?.rights, chain),
    // The guard finds a process that has not executed the bootstrap yet by this.
    environment: { ...HELPERS, [variable[0]]: variable[1] },
  };
}

/** In a user namespace there is only one user. */
function isolationFor({ user }: Start): Isolation | undefined {
  const isolation = isolationHere();
  return user !== undefined && isolation?.rights === 'owner' ? undefined : isolation;
}

/** The command of the launcher. */
export function launcherWords({ once = false } = {}): Words {
  const calls = SYSTEM_CALLS[process.arch] ?? [0, 0, 0, 0];
  return ['perl', '-e', KEEPER_SCRIPT, '--', ...calls.map(String), once ? '1' : ''];
}

/** What the launcher reads. */
function requestOf(rights: Rights, { binds, cwd, user, variables, command }: Chain): readonly string[] {
  return [
    rights === 'owner' ? '1' : '',
    user === undefined ? '' : String(user),
    cwd,
    String(2 * binds.length),
    ...binds.flat(),
    String(variables.length),
    ...variables,
    ...command,
  ];
}

/** A request as the launcher reads it: the number of bytes, and words that each end with a NUL. */
export function framedRequest(words: readonly string[]): Buffer {
  const bytes = Buffer.from(words.map((word) => `${word}\0`).join(''));
  return Buffer.concat([Buffer.from(`${String(bytes.length)}\n`), bytes]);
}

/** What enters a mount namespace, and what drops the rights that mount(8) needed. */
const MOUNTS: Readonly<Record<Rights, readonly [enter: readonly string[], leave: readonly string[]]>> = {
  root: [['unshare', '-m'], []],
  owner: [
    ['unshare', '--user', '--map-current-user', '--keep-caps', '--mount'],
    ['setpriv', '--ambient-caps=-all', '--inh-caps=-all'],
  ],
};

/** If a step fails, which the trials make unlikely, the bootstrap gets the /tmp of the machine, or only the marks protect it. */
function shell(rights: Rights | undefined, chain: Chain): Words {
  const { binds, cwd, user, variables, command, controlGroup } = chain;
  const [enter, leave] = rights === undefined ? [[], []] : MOUNTS[rights];
  const mounts = binds.map((_, n) => `mount -o rbind "\${${2 * n + 2}}" "\${${2 * n + 3}}"`);
  const script = [
    ...(controlGroup === undefined ? [] : [`{ ${JOIN_CONTROL_GROUP}; } 2>/dev/null`]),
    ...(mounts.length === 0 ? [] : [`{ ${mounts.join(' && ')}; } 2>/dev/null`]),
    `shift ${1 + 2 * binds.length}`,
    // The working folder may be below /tmp, and is entered again to be on the new mount.
    'cd -- "$1" 2>/dev/null',
    'shift',
    'exec "$@"',
  ].join('; ');
  const operands = [controlGroup?.path ?? '', ...binds.flat(), cwd];
  const words = [...leave, ...asUser(user), 'env', '-i', '--', ...variables, ...executed(command)];
  const [first = '/bin/sh', ...others] = [...enter, '/bin/sh', '-c', script, 'lambdaspec-tmp', ...operands];
  return [first, ...others, ...words];
}

/** `env` takes a word with an equals sign for a variable. */
function executed([name, ...parameters]: Start['command']): readonly string[] {
  return name.includes('=')
    ? ['/bin/sh', '-c', 'exec "$0" "$@"', name, ...parameters]
    : [name, ...parameters];
}

function asUser(user: number | undefined): readonly string[] {
  return user === undefined
    ? []
    : ['setpriv', `--reuid=${String(user)}`, `--regid=${String(user)}`, '--clear-groups'];
}

function isolationHere(): Isolation | undefined {
  found ??= { isolation: findIsolation(wanted()) };
  return found.isolation;
}

/** Tries whole chains, the strongest first: a file must be in the new /tmp, and not in that of the machine. */
function findIsolation(chosen: Protection): Isolation | undefined {
  const tmp = process.platform === 'linux' ? realTmp() : undefined;
  if (tmp === undefined) return undefined;
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'lambdaspec-tmp-'));
    const marker = `lambdaspec-${String(process.pid)}`;
    writeFileSync(join(folder, marker), '');
    const chain: Chain = {
      binds: [[folder, tmp]],
      cwd: '/',
      variables: [`PATH=${HELPERS.PATH}`],
      command: ['test', '-f', join(tmp, marker)],
    };
    return candidates(chosen).find(({ kept, rights }) => {
      const [command, ...parameters] = kept ? launcherWords({ once: true }) : shell(rights, chain);
      const input = kept ? framedRequest(requestOf(rights, chain)) : '';
      const options = { env: HELPERS, input, timeout: TRIAL_LIMIT_MS } as const;
      return spawnSync(command, parameters, { ...options, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
    });
  } catch {
    return undefined; // no writable temporary folder
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function wanted(): Protection {
  const chosen = process.env[PROTECTION_VARIABLE];
  return PROTECTIONS.find((protection) => protection === chosen) ?? 'namespace';
}

function candidates(chosen: Protection): Isolation[] {
  const rights: Rights[] = process.getuid?.() === 0 ? ['root', 'owner'] : ['owner'];
  // The members of a namespace are listed by their ids outside of it.
  const canKeep = chosen === 'namespace' && readsProc() && SYSTEM_CALLS[process.arch] !== undefined;
  return (canKeep ? [true, false] : [false]).flatMap((kept) =>
    rights.map((right): Isolation => ({ kept, rights: right })),
  );
}
