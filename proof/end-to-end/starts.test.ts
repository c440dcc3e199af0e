/** The starts that a run counts are the starts of the bootstrap. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeWithCommand } from '../support/judge-bootstrap.ts';
import { test } from '../support/run-command.ts';
import { bootstraps } from '../support/places.ts';
import { buildVariant } from '../variants/build.ts';

test('every start is counted, with its reason', { timeout: 120_000 }, async ({ expect, folder }) => {
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
  'sequences of events seldom have what ends the runtime',
  { timeout: 180_000 },
  async ({ expect, folder }) => {
    const log = join(folder, 'ends');
    const serve = 'const outcome = await run(invocation, runtime);';
    const end = `(await import('node:fs')).appendFileSync(${JSON.stringify(log)}, 'ended\\n'); process.exit(1);`;
    const bootstrap = await buildVariant(
      {
        name: 'ends after a malformed event',
        changes: [
          {
            file: 'loop.js',
            find: serve,
            replace: `try { JSON.parse(invocation.body.toString()); } catch { ${end} } ${serve}`,
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

    expect(run?.deviations).toEqual([]);
    // Once to know it, once behind other events, and now and then in sequences by chance; more often if it came among the others.
    const ends = (await readFile(log, 'utf8')).trim().split('\n').length;
    expect(ends).toBeGreaterThanOrEqual(2);
    expect(ends).toBeLessThan(10);
  },
);
