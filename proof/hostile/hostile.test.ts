/** Hostile bootstraps: a correct verdict in bounded time and memory, readable reports, and nothing left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { hostileBootstraps } from './bootstraps.ts';
import { DEFAULT_SECONDS, fixtures, judgeHostile } from './judge-hostile.ts';
import { leftByGuard, processesWith } from '../support/judge-bootstrap.ts';
import { command, home } from '../support/places.ts';

describe.concurrent('a hostile bootstrap', () => {
  const rows = hostileBootstraps.map((bootstrap) => ({
    called: [bootstrap.name, ...(bootstrap.arguments ?? [])].join(' '),
    bootstrap,
  }));

  // The run has a time limit of its own; this timeout also covers waiting for the other tests.
  test.each(rows)('$called', { timeout: 3000 * DEFAULT_SECONDS }, async ({ bootstrap }) => {
    const { objections } = await judgeHostile(bootstrap);

    expect(objections).toEqual([]);
  });
});

describe.concurrent('the harness is killed with SIGKILL: nothing is left of', () => {
  test.each([
    // The number of processes after the start: the command, and those of the fixture.
    ['forks-200-sessions', 202],
    ['nests-50-sessions', 52],
    ['forks-into-other-sessions', 4],
    ['hops-from-process-to-process', 3],
    ['ignores-every-signal', 2],
    ['floods-with-polls', 2],
    ['writes-without-a-newline', 2],
    ['stops-its-group-at-start', 2],
  ])('%s', { timeout: 180_000 }, async (name, processes) => {
    const tag = `killed-${process.pid}-${name}`;
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
    const bootstrap = join(home, 'proof', fixtures, name);
    const child = spawn(process.execPath, [command, '--env', `LAMBDASPEC_TEST=${tag}`, bootstrap, '1'], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder },
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    while (processesWith(tag).length < processes) await delay(100);

    child.kill('SIGKILL');
    await ended;

    expect(await leftByGuard(tag)).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });
});
