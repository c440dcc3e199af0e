/** The starts that a run counts are the starts of the bootstrap. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { judgeWithCommand } from '../support/judge-bootstrap.ts';
import { bootstraps } from '../support/places.ts';

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
