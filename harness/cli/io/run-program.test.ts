import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
afterAll(() => rm(folder, { recursive: true }));

const options = { folder, environment: { PATH: process.env['PATH'] }, signal: new AbortController().signal };

test.each([
  ['exit 0', undefined],
  ['exit 3', 'ended with code 3'],
  ['kill -9 $$', 'was ended by SIGKILL'],
])('%s: %s', async (script, problem) => {
  expect((await runProgram(['sh', '-c', script], options)).problem).toBe(problem);
});

test('keeps both outputs in order, and stdout alone', async () => {
  const { stdout, output } = await runProgram(
    ['sh', '-c', 'echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three'],
    options,
  );

  expect(stdout).toBe('one\nthree\n');
  expect(output).toBe('one\ntwo\nthree\n');
});

test('keeps the end of a long output', async () => {
  const { output } = await runProgram(['sh', '-c', 'head -c 20000000 /dev/zero; echo end'], options);

  expect(output.endsWith('end\n')).toBe(true);
  expect(output.length).toBeLessThan(5_000_000);
});

test('says that a program is not there', async () => {
  expect((await runProgram(['no-such-program'], options)).problem).toMatch(/^could not be started: .*ENOENT/);
});

test('an interruption ends what the program has started as well', { timeout: 20_000 }, async () => {
  const interruption = new AbortController();
  const pipe = join(folder, 'gone');
  // The grandchild holds the output open: as long as it lives, the program has not ended.
  const ended = runProgram(['sh', '-c', `(sleep 1000; touch ${pipe}) & echo; wait`], {
    ...options,
    signal: interruption.signal,
  });
  setTimeout(() => interruption.abort(), 100);

  expect((await ended).problem).toBe('was interrupted');
  expect(existsSync(pipe)).toBe(false);
});
