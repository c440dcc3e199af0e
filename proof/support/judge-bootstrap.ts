/** Runs the real command in end-to-end tests, and checks what it leaves behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Run } from '../../harness/run/run.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { command } from './places.ts';

/** The time within which the guard cleans up after a killed command, if a processor is free. */
const GUARD_LIMIT_MS = 1000;

export interface Judged {
  readonly exitCode: number | null;
  /** The signal that ended the command, if any. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly run: Run | undefined;
  readonly junit: string | undefined;
  readonly durationMs: number;
  readonly peakRssMb: number;
  /** Processes of the run that are still alive. */
  readonly leftovers: readonly string[];
  /** Files that the command left in its temporary folder. */
  readonly files: readonly string[];
}

/** Judges a bootstrap with the real command. */
export async function judgeWithCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Judged> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const report = join(folder, 'run.json');
  const junit = join(folder, 'junit.xml');
  // One for the command, which must leave it empty, and one for the bootstrap, which may leave files there.
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  await Promise.all([mkdir(ours), mkdir(theirs)]);
  const tag = `${process.pid}-${Math.random()}`;
  const reports = ['terminal', `json=${report}`, `junit=${junit}`].flatMap((one) => ['--report', one]);
  const child = spawn(
    process.execPath,
    [command, '--env', `LAMBDASPEC_TEST=${tag}`, '--env', `TMPDIR=${theirs}`, ...reports, ...words],
    {
      cwd: folder,
      env: { ...process.env, ...environment, TMPDIR: ours, SECRET_OF_THE_HARNESS: 'secret' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const began = performance.now();
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (output.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output.stderr += bytes.toString()));
  let peakRssMb = 0;
  // The kernel records the peak; it can be read only while the processes exist.
  const watch = setInterval(() => {
    void peakOf(child.pid ?? 0).then((peak) => (peakRssMb = Math.max(peakRssMb, peak)));
  }, 50);
  await once(child, 'close');
  const durationMs = performance.now() - began;
  clearInterval(watch);
  const [exitCode, signal] = [child.exitCode, child.signalCode];
  // After a killed command its guard cleans up.
  const leftovers = signal === null ? processesWith(tag) : await leftByGuard(tag);
  const files = await filesLeftIn(ours);
  const texts = await Promise.all(
    [report, junit].map((path) => readFile(path, 'utf8').catch(() => undefined)),
  );
  await rm(folder, { recursive: true, force: true });
  return {
    exitCode,
    signal,
    ...output,
    run: texts[0] === undefined ? undefined : parseRun(texts[0]),
    junit: texts[1],
    durationMs,
    peakRssMb,
    leftovers,
    files,
  };
}

/** The peak memory of the command or of its worker, whichever is larger, in MB. */
async function peakOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const peaks = await Promise.all(
    [String(pid), ...children.trim().split(' ')].map(async (id) => {
      const name = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      if (!name.includes('vitest') && !name.includes('main.js')) return 0;
      const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    }),
  );
  return Math.max(...peaks);
}

/** The processes with this text that the guard has not ended within its time limit. */
export function leftByGuard(text: string): Promise<string[]> {
  return leftAfterGuard(() => processesWith(text));
}

/** The files that the command has left; after a killed worker its guard removes them. */
function filesLeftIn(folder: string): Promise<string[]> {
  return leftAfterGuard(() => readdirSync(folder));
}

/** What `look` still finds when the guard has had its time. */
export async function leftAfterGuard(look: () => string[], limitMs = GUARD_LIMIT_MS): Promise<string[]> {
  const began = performance.now();
  for (;;) {
    const left = look();
    // The load shows late, so it is read each time.
    const busy = (loadavg()[0] ?? 0) / availableParallelism();
    if (left.length === 0 || performance.now() - began > limitMs * Math.max(1, busy)) return left;
    await delay(100);
  }
}

/** The command lines of all processes that have the text in their environment or arguments. */
export function processesWith(text: string): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.flatMap((id) => {
    const words = argumentsOf(id);
    const found = words.includes(text) || readOrNothing(`/proc/${id}/environ`).includes(text);
    return found ? [`${id} ${words.replaceAll('\0', ' ')}`] : [];
  });
}

/** The command line; also of a process whose first thread has ended, which then has none. */
export function argumentsOf(id: string | number): string {
  const words = readOrNothing(`/proc/${id}/cmdline`);
  if (words !== '') return words;
  try {
    return readdirSync(`/proc/${id}/task`)
      .map((thread) => readOrNothing(`/proc/${id}/task/${thread}/cmdline`))
      .join(' ');
  } catch {
    return '';
  }
}

/**
 * Reads synchronously, since hundreds of processes are read repeatedly; returns an empty text for a process that has
 * ended.
 */
function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
