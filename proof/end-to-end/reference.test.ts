/** The complete command with the reference runtime: nothing deviates, nothing is left behind, nothing is lost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { judgeWithCommand, processesWith } from '../support/judge-bootstrap.ts';
import { bootstraps, command, referenceBootstrap } from '../support/places.ts';

test(
  'the reference runtime conforms, with an observation for every conformant requirement',
  { timeout: 120_000 },
  async () => {
    const judged = await judgeWithCommand(['--quick', '--probe', referenceBootstrap]);

    expect(judged.run?.deviations).toEqual([]);
    expect(judged.run?.verdict).toBe('conformant');
    expect(judged.exitCode).toBe(0);
    expect(judged.run?.target).toMatchObject({ grade: 'probe', language: 'javascript' });
    expect(
      judged.run?.requirements.filter(({ level, verdict }) => level === 'MUST' && verdict !== 'conformant'),
    ).toEqual([]);
    for (const { verdict, observations } of judged.run?.requirements ?? []) {
      expect(observations > 0).toBe(verdict === 'conformant');
    }
    expect(judged.leftovers).toEqual([]);
  },
);

test(
  'every core requirement is covered by a test, or excluded with a reason',
  { timeout: 60_000 },
  async () => {
    const [uncovered, exitCode] = await output(
      ['list', '--uncovered', '--json', '--profile', 'core'],
      tmpdir(),
    );

    expect(JSON.parse(uncovered)).toEqual([]);
    expect(exitCode).toBe(0);
  },
);

test('the harness leaves nothing behind a second after SIGKILL', { timeout: 60_000 }, async () => {
  const tag = `LAMBDASPEC_TEST=killed-${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const child = spawn(process.execPath, [command, '--env', tag, '--probe', referenceBootstrap], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  while (processesWith(tag).length < 5) await delay(20);

  child.kill('SIGKILL');
  await ended;
  // The documented time limit of the guard.
  await delay(1000);

  expect(processesWith(tag)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

test('an interrupted run still writes its reports, marked as incomplete', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const tag = `LAMBDASPEC_TEST=interrupted-${process.pid}`;
  const child = spawn(process.execPath, [command, '--env', tag, '--probe', referenceBootstrap], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  while (processesWith(tag).length < 5) await delay(20);

  child.kill('SIGINT');
  const [exitCode]: unknown[] = await ended;

  const run: unknown = JSON.parse(await readFile(join(folder, 'lambdaspec-report', 'run.json'), 'utf8'));
  expect(run).toMatchObject({
    complete: false,
    verdict: 'inconclusive',
    reason: 'The run was interrupted.',
  });
  expect(exitCode).toBe(3);
  expect(processesWith(tag)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

test(
  'a run that is interrupted while shrinking a counterexample ends without further shrinking',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
    const tag = `LAMBDASPEC_TEST=searching-${process.pid}`;
    const child = spawn(
      process.execPath,
      [command, '--env', tag, '--only', 'loop.no-residue', join(bootstraps, 'stops-settling')],
      { cwd: folder, stdio: 'ignore' },
    );
    const ended = once(child, 'close');
    // Only the shrinking of a counterexample needs this many bootstraps: by then the first tests have finished, and
    // vitest has forgotten the others.
    const seen = new Set<string>();
    while (seen.size < 14) {
      for (const text of processesWith(tag)) seen.add(text);
      await delay(20);
    }

    const killed = performance.now();
    child.kill('SIGINT');
    const [exitCode]: unknown[] = await ended;

    // It takes a second; the running searches would take most of a minute.
    expect(performance.now() - killed).toBeLessThan(20_000);
    expect(exitCode).toBe(3);
    expect(processesWith(tag)).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  },
);

test(
  'each deviation has a case that replays on a copy of the bootstrap, and is fixed by a correct one',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
    const original = join(folder, 'original');
    const copy = join(folder, 'copy');
    await cp(bootstraps, original, { recursive: true });
    const run = (words: readonly string[]): Promise<[string, number | null]> => output(words, folder);
    await run([
      '--quick',
      '--only',
      'error.not-after-response',
      '--only',
      'next.event-unchanged',
      join(original, 'posts-both'),
    ]);
    await cp(original, copy, { recursive: true });

    const cases = await readdir(join(folder, 'lambdaspec-report', 'cases'));
    expect(cases.length).toBeGreaterThan(0);
    for (const name of cases) {
      const path = join(folder, 'lambdaspec-report', 'cases', name);
      const [still, deviates] = await run(['replay', path, '--', join(copy, 'posts-both')]);
      expect(still).toContain('STILL DEVIATES');
      expect(deviates).toBe(1);
      const [fixed, holds] = await run(['replay', path, '--', join(copy, 'ignores-sigterm')]);
      expect(fixed).toContain('FIXED');
      expect(holds).toBe(0);
      const [could, unknown] = await run(['replay', path, '--', '/bin/true']);
      expect(could).toContain('COULD NOT JUDGE');
      expect(unknown).toBe(3);
    }
    await rm(folder, { recursive: true, force: true });
  },
);

async function output(words: readonly string[], cwd: string): Promise<[string, number | null]> {
  const child = spawn(process.execPath, [command, ...words], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await once(child, 'close');
  return [text, child.exitCode];
}
