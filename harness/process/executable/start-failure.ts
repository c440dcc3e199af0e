/**
 * Explains why an executable cannot be started.
 *
 * Two errors mislead. execvp(3), which Node uses, passes a file that the kernel refuses with ENOEXEC to /bin/sh, so that a bootstrap
 * without `#!` works here and fails on Lambda. And ENOENT means any of three files.
 */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { fileHead } from '../../base/foreign-file.ts';
import type { RuntimeExit } from '../../trace/entry.ts';

/** The exit of a bootstrap that never ran. */
export type StartFailure = Extract<RuntimeExit, { kind: 'failed-to-start' }>;

/** The part of `StartOptions` that decides whether a start fails, and how the process is started. */
export interface Start {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user?: number;
  /** The folder that the process sees as /tmp (own-tmp.ts). Default: the /tmp of the machine. */
  readonly tmp?: string;
}

/** Finds, before the start, the failure that Lambda reports and execvp(3) hides. */
export function refusedFormat(start: Start): StartFailure | undefined {
  const file = locate(start);
  const head = file === undefined ? undefined : readHead(file);
  if (file === undefined || head === undefined) return undefined; // spawning tells why

  const problem = formatProblem(head);
  return problem === undefined
    ? undefined
    : { kind: 'failed-to-start', code: 'ENOEXEC', message: `${file} ${problem}` };
}

/** The error of a step of a start, by its number in the system. */
export function startError(number: number): Error & { readonly code: string } {
  const code = getSystemErrorName(-number);
  return Object.assign(new Error(`the bootstrap could not be started: ${code}`), { code });
}

/** Explains an error of `spawn` by the file that caused it. */
export function toStartFailure(error: unknown, start: Start): StartFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return { kind: 'failed-to-start', code, message: explain(code, start) ?? message };
}

function explain(code: string, start: Start): string | undefined {
  const [name] = start.command;
  if (!existsSync(start.cwd)) return `the working folder ${start.cwd} does not exist`;

  const file = locate(start);
  if (code === 'EACCES') {
    return `${file ?? name} is not an executable file that this user may run (chmod +x ${name})`;
  }
  if (code !== 'ENOENT') return undefined;
  if (file === undefined) return `${name} was not found in PATH`;
  if (!existsSync(file)) return `${file} does not exist`;

  const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(readHead(file)?.toString('latin1') ?? '')?.[1];
  if (interpreter === undefined) return `${file} needs a program loader that does not exist on this system`;
  if (interpreter.endsWith('\r')) {
    return `${file} has Windows line endings, so its interpreter is taken to be ${JSON.stringify(interpreter)}`;
  }
  return `the interpreter of ${file} does not exist: ${interpreter}`;
}

/** The file that execvp(3) will find, or undefined. */
export function locate({ command: [name], cwd, environment }: Start): string | undefined {
  if (name.includes('/')) return resolve(cwd, name);
  const folders = (environment['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => resolve(cwd, folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first bytes of an executable file, or undefined if it cannot be executed or read. */
export function readHead(file: string, bytes = 256): Buffer | undefined {
  return isExecutable(file) ? fileHead(file, bytes) : undefined;
}

/** `e_machine` of an ELF file. */
const MACHINES: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };

function formatProblem(head: Buffer): string | undefined {
  if (head.length === 0) return 'is empty';
  if (head.subarray(0, 2).toString('latin1') === '#!') return undefined;

  if (head.subarray(0, 4).toString('latin1') === '\x7fELF') {
    if (process.platform !== 'linux') return `is a program for Linux, and this is ${process.platform}`;
    const machine = head.length < 20 ? undefined : MACHINES[head.readUInt16LE(18)];
    const foreign = machine !== undefined && machine !== process.arch && !hasForeignLoaders();
    return foreign ? `is built for ${machine}, and this machine is ${process.arch}` : undefined;
  }

  // Without a NUL byte it is text, which only a shell runs.
  return head.includes(0) ? undefined : 'is a script without an interpreter line (#!)';
}

/** Whether the kernel runs other formats, for example those of other processors through qemu. */
function hasForeignLoaders(): boolean {
  try {
    return readdirSync(join('/proc', 'sys', 'fs', 'binfmt_misc')).some(
      (name) => name !== 'register' && name !== 'status',
    );
  } catch {
    return false;
  }
}
