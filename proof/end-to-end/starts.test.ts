/** The starts that a run counts are the starts of the bootstrap. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { judgeWithCommand } from '../support/judge-bootstrap.ts';
import { bootstraps } from '../support/places.ts';
import { buildVariant } from '../variants/build.ts';

test('every start is counted, with its reason', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-starts-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [bootstrap, log] = [join(folder, 'bootstrap'), join(folder, 'starts')];
  await writeFile(
    bootstrap,
    `#!/bin/sh\necho started >> '${log}'\nexec '${join(bootstraps, 'posts-both')}' "$@"\n`,
  );
  await chmod(bootstrap, 0o755);

  const only = ['--only', 'response.posted-to-invocation,init.second-start'];
  const { run } = await judgeWithCommand(['--probe', '--seed', '1', ...only, bootstrap]);

  const started = (await readFile(log, 'utf8')).trim().split('\n').length;
  expect(run?.starts).toMatchObject({ count: started, neverPolled: 0 });
  expect(run?.starts?.byReason.map(({ why }) => why)).toEqual(
    expect.arrayContaining(['smoke', 'warm', 'restart', 'confirmation']),
  );
});

test(
  'a runtime that ends after a bad event is not started for each that comes in a sequence',
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-starts-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const serve = 'const outcome = await run(invocation, runtime);';
    const bootstrap = await buildVariant(
      {
        name: 'ends after a bad event',
        changes: [
          {
            file: 'loop.js',
            find: serve,
            replace: `try { JSON.parse(invocation.body.toString()); } catch { process.exit(1); } ${serve}`,
          },
        ],
      },
      folder,
    );

    const { run } = await judgeWithCommand([
      '--probe',
      '--seed',
      '1',
      '--only',
      'loop.no-residue',
      bootstrap,
    ]);

    const startsFor = (title: string): number =>
      run?.starts?.tests.find((entry) => entry.test === title)?.count ?? 0;
    // Half of them begin with a process of their own, and each kind that ends the runtime is tried a few times.
    expect(
      startsFor('serves every pair of good, failing and disturbed events, one after the other'),
    ).toBeLessThan(10);
    expect(startsFor('serves any sequence of good, failing and disturbed events')).toBeLessThan(10);
    expect(run?.deviations).toEqual([]);
  },
);
