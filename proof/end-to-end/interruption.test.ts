/** A signal ends a run soon, whenever it comes: while lambdaspec loads, in the smoke test, while the worker starts, in the tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { storedRun, test } from '../support/run-command.ts';
import { processesWith } from '../support/judge-bootstrap.ts';
import { command, referenceBootstrap } from '../support/places.ts';

/** A second where a processor is free; the natural end of the run comes after 40 s or more. */
const SOON_MS = 15_000;

const AFTER_SPAWN_MS = [50, 300, 600, 1000, 1600];
/** Behind the smoke test, where the worker starts. */
const AFTER_SMOKE_MS = [0, 300, 900];

const moments = [
  ...AFTER_SPAWN_MS.map((ms) => ({ ms, behind: 'the spawn' })),
  ...AFTER_SMOKE_MS.map((ms) => ({ ms, behind: 'the smoke test' })),
];
/** Two of the three signals at each moment. */
const cases = moments.flatMap((moment, at) =>
  (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    .filter((_, signal) => (signal + at) % 3 < 2)
    .map((signal) => ({ ...moment, signal })),
);

test.for(cases)(
  '$signal, $ms ms behind $behind',
  { timeout: 120_000 },
  async ({ signal, ms, behind }, { expect, folder }) => {
    const tag = `LAMBDASPEC_TEST=${signal}-${ms}-${process.pid}`;
    const child = spawn(process.execPath, [command, '--env', tag, '--probe', referenceBootstrap], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const ended = once(child, 'close');
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const awaited = behind === 'the smoke test' ? 'cold start' : '';
    while (!stderr.includes(awaited)) await delay(5);
    await delay(ms);

    const sent = performance.now();
    // Ctrl-C at the terminal reaches the worker, too.
    if (signal === 'SIGINT') process.kill(-(child.pid ?? 0), signal);
    else child.kill(signal);
    await ended;

    expect(performance.now() - sent).toBeLessThan(SOON_MS);
    expect(processesWith(tag)).toEqual([]);
    // Until the run has begun, the signal ends the process.
    if (child.signalCode === signal && stderr === '') return;
    expect(child.exitCode).toBe(3);
    const run = await storedRun(join(folder, 'lambdaspec-report', 'run.json'));
    expect(run).toMatchObject({
      complete: false,
      verdict: 'inconclusive',
      reason: 'The run was interrupted.',
    });
  },
);

/** It waits until the smoke test is over; then vitest takes it, or starts another one. */
test.for([0, 5, 200])(
  'a worker that is killed %d ms after its start is replaced',
  { timeout: 120_000 },
  async (ms, { expect, folder }) => {
    const { child, worker } = await startRun(folder);
    await delay(ms);
    process.kill(worker, 'SIGKILL');
    await once(child, 'close');

    expect(child.exitCode).toBe(0);
    expect(await storedRun(join(folder, 'lambdaspec-report', 'run.json'))).toMatchObject({ complete: true });
  },
);

/** Then it finds the order to load and those of vitest together. */
test(
  'a worker that is held up until vitest needs it runs the tests',
  { timeout: 120_000 },
  async ({ expect, folder }) => {
    const { child, worker, smokeTested } = await startRun(folder);
    process.kill(worker, 'SIGSTOP');
    await smokeTested;
    // vitest has loaded, and waits for its worker.
    await delay(1500);
    process.kill(worker, 'SIGCONT');
    const went = performance.now();
    await once(child, 'close');

    expect(child.exitCode).toBe(0);
    expect(performance.now() - went).toBeLessThan(SOON_MS + 15_000);
  },
);

/** On Ctrl-C at the terminal its end may be heard before our own signal. Why it ended is unknown otherwise. */
test.for([600, 1200])(
  'the worker is killed %d ms behind the smoke test',
  { timeout: 120_000 },
  async (ms, { expect, folder }) => {
    const { child, worker, smokeTested } = await startRun(folder);
    await smokeTested;
    await delay(ms);
    process.kill(worker, 'SIGKILL');
    await once(child, 'close');

    expect(child.exitCode).toBe(3);
    const run = await storedRun(join(folder, 'lambdaspec-report', 'run.json'));
    expect(run).toMatchObject({ complete: false, verdict: 'inconclusive' });
    expect(run.reason).toMatch(/^The test worker died unexpectedly/);
  },
);

/** Starts a run, and waits for its worker. */
async function startRun(folder: string): Promise<{
  readonly child: ChildProcess;
  readonly worker: number;
  readonly smokeTested: Promise<void>;
}> {
  const only = ['--quick', '--only', 'loop.*'];
  const child = spawn(process.execPath, [command, ...only, '--probe', referenceBootstrap], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const smokeTested = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('cold start')) resolve();
    });
  });
  let worker: number | undefined;
  while ((worker = workerOf(child.pid ?? 0)) === undefined) await delay(1);
  return { child, worker, smokeTested };
}

/** The process in which vitest runs the tests, among the children of a command. */
function workerOf(pid: number): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const worker = children.find((child) => commandLine(child).includes('vitest/dist/workers'));
  return worker === undefined ? undefined : Number(worker);
}

/** Empty once the process has ended. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
