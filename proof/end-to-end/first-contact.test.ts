/** The first command of a user, without any option about the function. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { bootstraps, home, referenceBootstrap } from '../support/places.ts';
import { runLambdaspec, storedRun, test } from '../support/run-command.ts';

const LIMIT_MS = 180_000;
const loops = join(home, 'suites', 'probe', 'testing', 'loops');
const words = ['--quick', '--only', 'next.continues-after-result', '--report', 'terminal,json'];

describe.concurrent('without a word about the function', () => {
  test.for([
    [referenceBootstrap, 'JavaScript', 'javascript'],
    [join(loops, 'python'), 'Python', 'python'],
    [join(loops, 'bash'), 'bash', 'bash'],
  ] as const)(
    '%s: is judged with the bundled probe function (%s)',
    { timeout: LIMIT_MS },
    async ([bootstrap, name, language], { expect, folder }) => {
      const { exitCode, stdout, stderr } = await runLambdaspec(folder, [...words, bootstrap]);

      const note = `The handler was not found; judged with the bundled probe function (${name}).`;
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(note);
      expect(stderr).toContain(note);
      expect(exitCode).toBe(0);
      const { target } = await storedRun(join(folder, 'lambdaspec-report/run.json'));
      expect(target).toMatchObject({ handler: 'probe.handler', taskRoot: null, language, grade: 'probe' });
    },
  );

  test(
    'a deviation is replayed with the same function',
    { timeout: LIMIT_MS },
    async ({ expect, folder }) => {
      const only = ['--quick', '--only', 'error.posted-to-invocation', '--report', 'json'];
      const bootstrap = join(home, 'examples', 'bash', 'bootstrap');
      const run = await runLambdaspec(folder, [...only, bootstrap]);
      const [deviation] = (await storedRun(join(folder, 'lambdaspec-report/run.json'))).deviations;
      const stored = join(folder, 'lambdaspec-report', deviation?.case ?? '');
      const replay = await runLambdaspec(folder, ['replay', stored, '--', bootstrap]);

      expect(run.exitCode).toBe(1);
      expect(replay.stdout).toContain('STILL DEVIATES  error.posted-to-invocation');
    },
  );

  test.for([
    ['perl', 'init --language perl'],
    ['ruby', 'init --language ruby'],
  ] as const)(
    '%s: names the command that writes a probe function',
    { timeout: LIMIT_MS },
    async ([loop, command], { expect, folder }) => {
      const bootstrap = join(loops, loop);
      const { exitCode, stdout } = await runLambdaspec(folder, [...words, bootstrap]);

      expect(stdout).toContain(`\n  npx lambdaspec ${command} ${bootstrap}\n`);
      expect(exitCode).toBe(3);
    },
  );
});

test('a function that the user chose is not replaced', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
  const chosen = ['--handler', 'mine.handler', referenceBootstrap];
  const { exitCode, stdout } = await runLambdaspec(folder, [...words, ...chosen]);

  expect(stdout).not.toContain('bundled probe function');
  expect(stdout).toContain(`\n  npx lambdaspec init --language javascript ${referenceBootstrap}\n`);
  expect(exitCode).toBe(3);
});

test(
  'the command is also named for a built-in function that tells nothing',
  { timeout: LIMIT_MS },
  async ({ expect, folder }) => {
    const bootstrap = join(folder, 'bootstrap');
    const runtime = JSON.stringify(join(bootstraps, 'runtime.mjs'));
    const source = `import(${runtime}).then(({ loop, respond }) => loop((id) => respond(id, '"x"')));`;
    await writeFile(bootstrap, `#!/usr/bin/env node\n${source}\n`, { mode: 0o755 });

    const { exitCode, stdout } = await runLambdaspec(folder, [...words, './bootstrap']);

    expect(stdout).not.toContain('bundled probe function');
    expect(stdout.split('\n').map((line) => line.trim())).toContain(
      'npx lambdaspec init --language javascript ./bootstrap',
    );
    expect(exitCode).toBe(3);
  },
);
