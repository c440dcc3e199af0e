/** `lambdaspec history` with real builds of bootstraps that deviate in some releases. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { historySchema } from '../../harness/run/history/history.ts';
import { bootstraps, referenceBootstrap } from '../support/places.ts';
import { runLambdaspec, test } from '../support/run-command.ts';

const LIMIT_MS = 240_000;

/** Release 1 conforms, 2 does not build, 3 deviates. Each build leaves a line in a file. */
const build = `#!/bin/sh
echo "$1" >>builds
case $1 in
  1.0.0) target=${referenceBootstrap};;
  2.0.0) echo 'cannot find the compiler' >&2; exit 7;;
  *) target=${join(bootstraps, 'posts-both')};;
esac
printf '#!/bin/sh\\nexec %s\\n' "$target" >"$2/bootstrap"
chmod +x "$2/bootstrap"
`;

const words = ['history', '--versions', '1.0.0,2.0.0,3.0.0', '--cache', 'cache', '--quick', '--probe'];
const commands = ['--', './build.sh', '{version}', '{folder}', '--', '{folder}/bootstrap'];

async function project(folder: string): Promise<void> {
  await writeFile(join(folder, 'build.sh'), build);
  await chmod(join(folder, 'build.sh'), 0o755);
}

describe.concurrent('history', () => {
  test(
    'says when a deviation came, skips a release that does not build, and keeps the results',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      await project(folder);
      const options = ['--only', 'loop.order', '--report', 'terminal,json=history.json'];

      const first = await runLambdaspec(folder, [...words, ...options, ...commands]);
      const { rows, releases } = historySchema.parse(
        JSON.parse(await readFile(join(folder, 'history.json'), 'utf8')),
      );
      const again = await runLambdaspec(folder, [...words, '--bisect', 'loop.order', ...commands]);

      expect(first.exitCode).toBe(0);
      expect(first.stdout).toContain('2 of 3 releases judged');
      expect(rows.map(({ requirement, spans }) => [requirement, spans])).toEqual([
        ['loop.order', [{ after: '1.0.0', since: '3.0.0', until: '3.0.0', fixedIn: null, replacedIn: null }]],
      ]);
      const [, failed] = releases;
      expect(failed).toMatchObject({ version: '2.0.0', outcome: 'not-built' });
      const [, log = ''] =
        /^Its build ended with code 7; the output is in (.*)\.$/.exec(failed?.reason ?? '') ?? [];
      expect(await readFile(log, 'utf8')).toBe('cannot find the compiler\n');

      expect(again.exitCode).toBe(0);
      expect(again.stdout).toContain('loop.order held in 1.0.0, and deviates since 3.0.0, as 3 releases');
      expect(again.stdout).toContain('Between both, 2.0.0 could');
      expect(again.stderr).toContain('3.0.0: known from an earlier command');
      // The newest first; only what did not build is built again.
      expect(await readFile(join(folder, 'builds'), 'utf8')).toBe('3.0.0\n2.0.0\n1.0.0\n2.0.0\n');
    },
  );

  test.for([
    [['history', ...commands], 'history needs --versions: a list'],
    [[...words, '--', './build.sh', '{version}'], 'history needs a build command and a bootstrap'],
    [[...words, '--bisect', 'loop', ...commands], '--bisect takes one requirement, and loop stands for'],
    [[...words, '--bisect', 'loop.order/x', ...commands], '--bisect: loop.order has no deviation x; it has'],
    [[...words, '--only', 'lop', ...commands], 'No requirement matches "lop". Did you mean "loop"?'],
    [[...words, '--report', 'html', ...commands], 'history makes terminal, markdown, json, not html.'],
    [[...words, '--versions', '1'], '--versions is given twice.'],
    [
      ['history', '--versions', '1.0.0', '--cache', '/proc/none', ...commands],
      'The cache /proc/none cannot be written',
    ],
  ] as const)('%j: %s', { timeout: LIMIT_MS }, async ([argv, sentence], { expect, folder }) => {
    const { exitCode, stderr } = await runLambdaspec(folder, argv);

    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });
});
