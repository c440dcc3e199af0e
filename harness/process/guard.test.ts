import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { needs } from '../base/testing/needs-tool.ts';
import { hasControlGroups } from './control-group.ts';
import { FIXTURES, guardsOf, namespaceOf, processesTagged, startFixture } from './fixtures/start-fixture.ts';
import { PROTECTION_VARIABLE, protectionHere, PROTECTIONS, type Protection } from './isolation.ts';
import { listProcesses, readProcess } from './proc.ts';

vi.stubEnv(PROTECTION_VARIABLE, 'namespace');

/** What design.md promises. The scan of a process tag needs /proc. */
const NOTHING_LEFT = { timeout: 1000, interval: 10 };

/** One of the five bootstraps clears its process tag; another has a second process with it. */
const BOOTSTRAPS_TAGGED = 5;

/** What this machine offers. */
const protections = PROTECTIONS.filter(
  (protection) =>
    protection === 'marks' ||
    (protection === 'cgroup' ? hasControlGroups() : protectionHere() === protection),
);

describe.runIf(process.platform === 'linux')(...needs('setsid', 'nothing is left when the harness'), () => {
  let folder = '';
  let doomedHarness = '';

  beforeAll(() => {
    // Compiled once: tsx starts ten times as slowly.
    folder = mkdtempSync(join(tmpdir(), 'lambdaspec-test-'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const tsc = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin',
      'tsc',
    );
    const source = join(FIXTURES, 'doomed-harness.ts');
    const options =
      '--ignoreConfig --module nodenext --target es2023 --rewriteRelativeImportExtensions --noCheck';
    const folders = ['--rootDir', join(FIXTURES, '..', '..'), '--outDir', folder];
    execFileSync(process.execPath, [tsc, ...options.split(' '), ...folders, source], { stdio: 'inherit' });
    doomedHarness = join(folder, 'process', 'fixtures', 'doomed-harness.js');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const startHarness = (protection: Protection, prefix: string, ...more: string[]): ChildProcess =>
    spawn(process.execPath, [doomedHarness, FIXTURES, prefix, ...more], {
      // A harness killed while it makes pipes leaves a folder; it is deleted with ours.
      env: { ...process.env, TMPDIR: folder, [PROTECTION_VARIABLE]: protection },
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  test.each(protections)('is killed in mid-run, protected by %s', { timeout: 15_000 }, async (protection) => {
    const prefix = `doomed-${randomUUID()}`;
    const harness = startHarness(protection, prefix);
    const printed = await untilPrinted(harness, /(?:ready[^]*){5}/);
    await expect
      .poll(() => processesTagged(prefix).length, { timeout: 5000 })
      .toBeGreaterThanOrEqual(BOOTSTRAPS_TAGGED);
    // In a namespace they print ids of their own, and the namespaces of the tagged ones tell which are theirs.
    const untagged =
      protection !== 'namespace'
        ? [...printed.matchAll(/ready (\d+)/g)].map(([, pid]) => Number(pid))
        : inNamespacesOf(processesTagged(prefix));
    expect(untagged.filter(isAlive).length).toBeGreaterThanOrEqual(2);
    const guards = guardsOf(harness.pid ?? 0);
    expect(guards).toHaveLength(1);

    harness.kill('SIGKILL');

    await expect
      .poll(() => [...processesTagged(prefix), ...untagged.filter(isAlive)], NOTHING_LEFT)
      .toEqual([]);
    await expect.poll(() => guards.filter(isAlive), { timeout: 5000 }).toEqual([]);
  });

  test('is killed while it starts bootstraps', { timeout: 30_000 }, async () => {
    const rounds = Array.from({ length: 20 }, (_, round) => round);
    // Five at a time: enough to disturb each other.
    for (let first = 0; first < rounds.length; first += 5) {
      await Promise.all(rounds.slice(first, first + 5).map(killWhileStarting));
    }
  });

  async function killWhileStarting(round: number): Promise<void> {
    const protection = protections[Math.floor(round / 2) % protections.length] ?? 'marks';
    const prefix = `doomed-${randomUUID()}`;
    if (round % 2 === 0) {
      await once(startHarness(protection, prefix, 'itself'), 'exit');
    } else {
      const harness = startHarness(protection, prefix);
      await untilPrinted(harness, /starting/);
      await delay(round); // a different point of the start in each round
      harness.kill('SIGKILL');
      await once(harness, 'exit');
    }
    await delay(200); // time for a process between fork and exec to show
    await expect.poll(() => processesTagged(prefix), NOTHING_LEFT).toEqual([]);
  }

  test('is a worker thread that is terminated', { timeout: 15_000 }, async () => {
    const prefix = `doomed-${randomUUID()}`;
    const worker = new Worker(doomedHarness, { argv: [FIXTURES, prefix] });
    await expect
      .poll(() => processesTagged(prefix).length, { timeout: 5000 })
      .toBeGreaterThanOrEqual(BOOTSTRAPS_TAGGED);

    await worker.terminate();

    await expect.poll(() => processesTagged(prefix), NOTHING_LEFT).toEqual([]);
  });
});

test.runIf(process.platform === 'linux')('replaces a guard that was killed', async () => {
  const { runtime, printed } = startFixture('never-ends');
  await printed('ready');
  const [guard] = guardsOf(process.pid);
  if (guard === undefined) throw new Error('There is no guard.');

  process.kill(guard, 'SIGKILL');

  await expect.poll(() => guardsOf(process.pid).filter((pid) => pid !== guard)).toHaveLength(1);
  await runtime.terminate();
});

/** The harness's output once it matches. Keeps reading, or a closed pipe would kill the harness. */
function untilPrinted(harness: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    harness.stdout?.on('data', (bytes: Buffer) => {
      printed += String(bytes);
      if (pattern.test(printed)) resolve(printed);
    });
    harness.once('exit', () => {
      reject(new Error(`The harness ended when it had printed ${JSON.stringify(printed)}.`));
    });
  });
}

/** All processes in the PID namespaces of these, other than ours. */
function inNamespacesOf(pids: readonly number[]): number[] {
  const namespaces = new Set(pids.map(namespaceOf).filter((one) => one !== namespaceOf(process.pid)));
  return listProcesses().flatMap(({ pid }) => (namespaces.has(namespaceOf(pid)) ? [pid] : []));
}

/** Not a zombie either. */
function isAlive(pid: number): boolean {
  return readProcess(pid)?.dead === false;
}
