/** Hostile bootstraps: a correct verdict in bounded time and memory, readable reports, and nothing left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ofToday } from '../../harness/base/testing/of-today.ts';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { hostileBootstraps } from './bootstraps.ts';
import { DEFAULT_SECONDS, fixtures, isPossible, judgeHostile } from './judge-hostile.ts';
import { leftByGuard, processesWith } from '../support/judge-bootstrap.ts';
import { command, home } from '../support/places.ts';

/** A twelfth of them each day; `npm run hostile` judges all. */
const attacks = ofToday(hostileBootstraps, 12).filter(isPossible);

describe.concurrent('a hostile bootstrap', () => {
  for (const bootstrap of attacks) {
    const called = [bootstrap.name, ...(bootstrap.arguments ?? [])].join(' ');

    // The run has a time limit of its own; this timeout also covers waiting for the other tests.
    test(...needs(toolOf(bootstrap.name), called, { timeout: 3000 * DEFAULT_SECONDS }), async () => {
      const { objections } = await judgeHostile(bootstrap);

      expect(objections).toEqual([]);
    });
  }
});

/** The number of processes after the start: the command, and those of the fixture. */
const families = [
  ['forks-200-sessions', 202],
  ['nests-50-sessions', 52],
  ['forks-into-other-sessions', 4],
  ['hops-from-process-to-process', 3],
  ['ignores-every-signal', 2],
  ['floods-with-polls', 2],
  ['writes-without-a-newline', 2],
  ['stops-its-group-at-start', 2],
] as const;

describe.concurrent('the harness is killed with SIGKILL: nothing is left of', () => {
  for (const [name, processes] of ofToday(families, 3)) {
    test(...needs(toolOf(name), name, { timeout: 180_000 }), async () => {
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
  }
});

/** The program that a fixture cannot do without: its interpreter, or what it starts. */
function toolOf(name: string): string {
  const text = readFileSync(join(home, 'proof', fixtures, name), 'utf8');
  const [, interpreter, started] = /^#!\/usr\/bin\/env (\S+)|^\((setsid) /m.exec(text) ?? [];
  return interpreter ?? started ?? 'sh';
}
