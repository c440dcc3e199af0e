/** Attacks on the files of the command, as whole processes: nothing of the user is lost, nothing hangs, and the exit code is 2. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { deviatingRun } from '../../harness/run/testing/sample-run.ts';
import { renderJson } from '../../harness/run/stored-run.ts';
import { runLambdaspec, test } from '../support/run-command.ts';

const LIMIT_MS = 60_000;

const stored = {
  schemaVersion: 2,
  requirement: 'loop.order',
  code: 'two-outcomes',
  test: 'a test',
  seed: 1,
  pace: 'quick',
  handler: 'a.b',
  taskRoot: '.',
  environment: {},
};

/** The message of an error. */
const sentence = /^lambdaspec: [^\n]+ \([A-Z_]+\)\n$/;

describe.concurrent('a file that cannot be used ends the command in one sentence', () => {
  test.for([
    ['a named pipe as run.json', 'fifo', ['show', 'c1', 'file'], 'it is not a regular file but a named pipe'],
    ['a named pipe as case', 'fifo', ['replay', 'file', '--', './bootstrap'], 'but a named pipe'],
    ['a named pipe as config file', 'fifo', ['--config', 'file'], 'but a named pipe'],
    ['a named pipe as baseline', 'fifo', ['--baseline', 'file', './bootstrap'], 'but a named pipe'],
    ['a named pipe as bootstrap', 'fifo', ['./file'], 'is not a regular file'],
    ['/dev/zero as run.json', 'zero', ['report', 'file'], 'but a device'],
    ['/dev/zero as config file', 'zero', ['--config', 'file'], 'but a device'],
    ['/dev/zero as bootstrap', 'zero', ['./file'], 'is not a regular file'],
    ['a run.json of 65 MiB', 'large', ['compare', 'file', 'file'], 'it is larger than 64 MiB'],
    [
      'a requirement __proto__',
      { ...stored, requirement: '__proto__' },
      ['replay', 'file', '--', './bootstrap'],
      'not in the catalogue: "__proto__"',
    ],
    [
      'a task root elsewhere',
      { ...stored, taskRoot: '../../../etc' },
      ['replay', 'file', '--', './bootstrap'],
      'name the folder with --task-root',
    ],
    [
      '100,000 nested arrays as case',
      '['.repeat(100_000),
      ['replay', 'file', '--', './bootstrap'],
      'nested more than 1000 levels deep',
    ],
    [
      '100,000 nested arrays as run.json',
      '['.repeat(100_000),
      ['show', 'c1', 'file'],
      'nested more than 1000 levels deep',
    ],
    [
      'the path of a case elsewhere',
      renderJson(deviatingRun()).replace(/"cases\/[^"]*"/, '"../../../etc/hostname"'),
      ['report', 'file'],
      'deviations[0].case: Invalid string',
    ],
  ] as const)('%s', { timeout: LIMIT_MS }, async ([, content, words, says], { expect, folder }) => {
    const file = join(folder, 'file');
    await writeFile(join(folder, 'bootstrap'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    if (content === 'fifo') execFileSync('mkfifo', [file]);
    else if (content === 'zero') await symlink('/dev/zero', file);
    else await writeFile(file, typeof content === 'object' ? JSON.stringify(content) : content);
    if (content === 'large') await truncate(file, 65 * 2 ** 20);

    const { exitCode, stdout, stderr } = await runLambdaspec(folder, words);

    expect(stderr).toContain(says);
    expect(stderr).toMatch(sentence);
    expect([exitCode, stdout]).toEqual([2, '']);
  });
});

test('an export replaces no file of the user', { timeout: LIMIT_MS }, async ({ expect, folder }) => {
  await writeFile(join(folder, 'case.json'), JSON.stringify(stored));
  await writeFile(join(folder, 'bootstrap'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await writeFile(join(folder, 'README.md'), 'mine');

  const words = ['replay', 'case.json', '--export', '.', '--', './bootstrap'];
  const { exitCode, stderr } = await runLambdaspec(folder, words);

  expect(stderr).toContain(
    './README.md was not written by lambdaspec and would be replaced; choose another folder with --export.',
  );
  expect(exitCode).toBe(2);
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('mine');
});

test(
  'a report is written again, but not over a changed one',
  { timeout: LIMIT_MS },
  async ({ expect, folder }) => {
    await mkdir(join(folder, 'out'));
    await writeFile(join(folder, 'run.json'), renderJson(deviatingRun()));
    const words = ['report', 'run.json', '--out', 'out', '--report', 'markdown'];

    const first = await runLambdaspec(folder, words);
    const second = await runLambdaspec(folder, words);
    const [name = ''] = (await readdir(join(folder, 'out'))).filter(
      (one) => one !== 'lambdaspec.manifest.json',
    );
    await writeFile(join(folder, 'out', name), 'my notes');
    const third = await runLambdaspec(folder, words);

    expect([first.exitCode, second.exitCode, third.exitCode]).toEqual([0, 0, 2]);
    expect(third.stderr).toContain(`out/${name} was changed after lambdaspec wrote it`);
    expect(await readFile(join(folder, 'out', name), 'utf8')).toBe('my notes');
  },
);
