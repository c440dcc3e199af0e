/** Exported reproductions: each shows its deviation on the faulty runtime and not on the reference runtime, without lambdaspec. */
import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ofToday } from '../../harness/base/testing/of-today.ts';
import { mutants } from '../mutants/catalogue/index.ts';
import { nameOf, variantOf } from '../mutants/catalogue/mutant.ts';
import { home } from '../support/places.ts';
import { runLambdaspec, test, type Ran } from '../support/run-command.ts';
import { buildVariant } from '../variants/build.ts';

const reference = join(home, 'reference-runtime', 'bootstrap');

/** A kind of deviation each. */
const kinds = [
  ['dies after an error', 'error.loop-continues'],
  ['posts under the id of another invocation', 'next.request-id-used'],
  ['posts an error after a response', 'error.not-after-response'],
  ['changes the body', 'response.body-is-the-result'],
  ['does not survive a 413', 'response.413-survived'],
  ['reports no failed init before its exit', 'init.reports-failure'],
  ['does not report a failed invocation', 'error.posted-to-invocation/not-reported'],
] as const;

/** Each takes about 14 s: one of the day, or with `npm run exports` all. */
const tried = process.env['EXPORTS'] === 'all' ? kinds : ofToday(kinds, kinds.length);

test.for(tried)('a runtime that %s: %s', { timeout: 240_000 }, async ([, name], { folder }) => {
  const { bootstrap, exported, ran } = await exportOf(name, folder);

  expect(ran).toMatchObject({ exitCode: 1, stderr: '', stdout: expect.stringContaining('EXPORTED  node') });
  const [names, readme] = [await readdir(exported), await readFile(join(exported, 'README.md'), 'utf8')];
  expect(names).toEqual(['README.md', 'function', 'lambdaspec.manifest.json', 'reproduce.mjs']);
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(10);

  // Away from the package, with an environment that names none of it.
  const away = join(folder, 'away');
  await cp(exported, away, { recursive: true });
  const faulty = await plainNode(away, bootstrap);
  expect(faulty.stdout).toMatch(/^The deviation shows\. expected: .+, actual: .+$/m);
  expect(faulty).toMatchObject({ exitCode: 1, stderr: '' });
  const right = await plainNode(away, reference);
  expect(right.stdout).toMatch(/^The deviation does not show\. expected: .+, actual: the runtime .+$/m);
  expect(right).toMatchObject({ exitCode: 0, stderr: '' });
});

test(
  'writes nothing where only the bytes on the wire show the deviation, and says why',
  { timeout: 120_000 },
  async ({ folder }) => {
    const { exported, ran } = await exportOf('http.strict-syntax/length-twice', folder);

    expect(ran.exitCode).toBe(3);
    expect(ran.stdout).toContain(
      'NOT EXPORTED  A script cannot decide this deviation. It is in the bytes on the wire',
    );
    await expect(readdir(exported)).rejects.toThrow('ENOENT');
  },
);

/** Judges a mutant only by its own requirement, and exports what is found. */
async function exportOf(
  name: string,
  folder: string,
): Promise<{ readonly bootstrap: string; readonly exported: string; readonly ran: Ran }> {
  const mutant = mutants.find((one) => nameOf(one) === name);
  if (mutant === undefined) throw new Error(`${name} is not a mutant`);
  const bootstrap = await buildVariant(variantOf(mutant), join(folder, 'mutant'));
  const only = ['--only', mutant.requirement, '--fail-on', 'may', '--bail', '--quick', '--seed', '1'];
  await runLambdaspec(folder, ['--probe', ...only, '--report', 'json', bootstrap]);
  const cases = join(folder, 'lambdaspec-report', 'cases');
  const [found = 'none'] = await readdir(cases).catch(() => []);
  const exported = join(folder, 'exported');
  const ran = await runLambdaspec(folder, [
    'replay',
    join(cases, found),
    '--export',
    exported,
    '--',
    bootstrap,
  ]);
  return { bootstrap, exported, ran };
}

function plainNode(folder: string, bootstrap: string): Promise<Ran> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['reproduce.mjs', bootstrap],
      { cwd: folder, env: { PATH } },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}
