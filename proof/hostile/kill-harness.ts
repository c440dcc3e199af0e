/** Kills the real command, its worker or its guards at a random moment, and looks at what is left. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../harness/base/random.ts';
import { listProcesses, readProcess, type ProcessFacts } from '../../harness/process/proc.ts';
import { argumentsOf, leftAfterGuard, processesWith } from '../support/judge-bootstrap.ts';
import { command, home } from '../support/places.ts';
import { fixtures } from './judge-hostile.ts';

/** What is killed. */
const VICTIMS = ['harness', 'guard', 'both'] as const;
/** A run of one requirement takes some seconds on an idle machine; kills come in the first of them. */
const LATEST_MS = 3000;
/** The time within which everything must be gone. */
const LEFT_AFTER_MS = 2000;

/** What was killed when, and what was left. */
export interface Kill {
  readonly victims: (typeof VICTIMS)[number];
  readonly afterMs: number;
  /** How many processes got the signal. */
  readonly killed: number;
  readonly processes: readonly string[];
  /** Files outside the report folder and the temporary folder. */
  readonly files: readonly string[];
}

/** Judges a bootstrap whose children remove all of their marks, and kills at a random moment. */
export async function killAtRandom(random: Random): Promise<Kill> {
  const victims = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'both';
  const afterMs = Math.round(random() * LATEST_MS);
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-kill-'));
  try {
    const [temporary, project] = [join(folder, 'tmp'), join(folder, 'project')];
    await Promise.all([mkdir(temporary), mkdir(project)]);
    const tag = `kill-${process.pid}-${String(random())}`;
    const bootstrap = join(home, 'proof', fixtures, 'takes-off-every-mark');
    const only = ['--quick', '--only', 'next.continues-after-result'];
    const child = spawn(process.execPath, [command, ...only, '--env', `LAMBDASPEC_TEST=${tag}`, bootstrap], {
      cwd: project,
      env: { ...process.env, TMPDIR: temporary },
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    await Promise.race([delay(afterMs), ended]);
    const { pid = 0 } = child;
    const family = familyOf(pid);
    const targets = child.exitCode === null ? targetsOf(pid, victims) : [];
    for (const target of targets) kill(target);
    // Without its guard the command goes on, to its own end.
    await ended;
    // What the command made up for itself and its helpers carries no tag of ours.
    const processes = await leftAfterGuard(
      () => [
        ...processesWith(tag),
        ...family.filter(isAlive).map(({ pid: id }) => `${String(id)} of the family`),
      ],
      LEFT_AFTER_MS,
    );
    const files = (await readdir(project)).filter((name) => name !== 'lambdaspec-report');
    return { victims, afterMs, killed: targets.length, processes, files };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The process and everything below it. */
function familyOf(pid: number): ProcessFacts[] {
  const all = listProcesses();
  const family = all.filter((one) => one.pid === pid);
  // An array may grow while it is iterated, so grandchildren are reached too.
  for (const parent of family) family.push(...all.filter((one) => one.parent === parent.pid));
  return family;
}

function isAlive({ pid, startTicks }: ProcessFacts): boolean {
  const now = readProcess(pid);
  return now !== undefined && now.startTicks === startTicks && !now.dead;
}

/** The command comes last, so that its worker cannot notice before. */
function targetsOf(pid: number, victims: Kill['victims']): number[] {
  const all = listProcesses();
  const below = (parents: readonly number[]): ProcessFacts[] =>
    all.filter(({ parent }) => parents.includes(parent));
  const children = below([pid]);
  const workers = children.filter((one) => argumentsOf(one.pid).includes('vitest'));
  const guards = [...children, ...below(workers.map((one) => one.pid))].filter((one) =>
    argumentsOf(one.pid).includes('lambdaspec-guard'),
  );
  return [
    ...(victims === 'harness' ? [] : guards.map((one) => one.pid)),
    ...(victims === 'guard' ? [] : [...workers.map((one) => one.pid), pid]),
  ];
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
