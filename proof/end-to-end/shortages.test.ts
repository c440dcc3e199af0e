/** What the machine lacks is named, with exit code 2 or 3: it is no deviation, and no bug of lambdaspec. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { test } from '../support/run-command.ts';
import { command, referenceBootstrap } from '../support/places.ts';

const RUN = `"$NODE" "$COMMAND"`;
const JUDGE = `${RUN} --quick --probe --only next.continues-after-result "$BOOTSTRAP"`;

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs a line of shell, in which the command may lack something. */
function run(folder: string, line: string): Ended {
  const { status, stderr } = spawnSync('/bin/bash', ['-c', line], {
    cwd: folder,
    env: { ...process.env, NODE: process.execPath, COMMAND: command, BOOTSTRAP: referenceBootstrap },
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { exitCode: status, stderr };
}

describe('output', () => {
  test.for([
    ['stdout is full', `${RUN} list >/dev/full`, 2, 'No space is left on the disk'],
    ['stdout and stderr are full', `${RUN} list >/dev/full 2>&1`, 2, ''],
    ['stderr is full', `${RUN} no-such-bootstrap 2>/dev/full`, 2, ''],
    ['serve cannot print its address', `${RUN} serve >/dev/full`, 2, 'OUTPUT_NOT_WRITTEN'],
    ['a file must be empty', `ulimit -f 0; ${RUN} list >list`, 2, 'ulimit -f'],
    [
      'a file may have a kilobyte, and is not taken for whole',
      `ulimit -f 1; ${RUN} list >list`,
      2,
      'ulimit -f',
    ],
    ['stdout is closed', `${RUN} list >&-`, 0, ''],
    ['the reader wants no more', `set -o pipefail; ${RUN} list | head -1 >/dev/null`, 0, ''],
  ] as const)('%s', { timeout: 120_000 }, ([, line, exitCode, says], { expect, folder }) => {
    const ended = run(folder, line);

    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toMatch(/internal error|\n\s+at /);
    expect(ended.exitCode).toBe(exitCode);
  });
});

describe('open files', () => {
  test.for([20, 24, 32, 48, 64, 100, 128, 200])(
    'at most %d: the sentence says so',
    { timeout: 120_000 },
    (limit, { expect, folder }) => {
      const { exitCode, stderr } = run(folder, `ulimit -n ${limit}; ${JUDGE}`);

      expect(stderr).toMatch(/^lambdaspec: .*(?:ulimit -n|EMFILE).* \(RESOURCE_MISSING\)$/m);
      expect(exitCode).toBe(3);
    },
  );
});

describe('memory', () => {
  test.for([1_000_000, 1_500_000])(
    'at most %d KiB of addresses: the sentence says so',
    { timeout: 120_000 },
    (limit, { expect, folder }) => {
      const { exitCode, stderr } = run(folder, `ulimit -v ${limit}; ${JUDGE}`);

      expect(stderr).toMatch(/^lambdaspec: Memory is exhausted.* \(RESOURCE_MISSING\)$/m);
      expect(exitCode).toBe(3);
    },
  );
});

test('the current folder is gone: the sentence says so', { timeout: 60_000 }, ({ expect, folder }) => {
  const { exitCode, stderr } = run(folder, `mkdir gone; cd gone; rmdir ../gone; ${RUN} list`);

  expect(stderr).toMatch(/^lambdaspec: The current folder no longer exists.* \(RESOURCE_MISSING\)$/m);
  expect(exitCode).toBe(3);
});

describe('the temporary folder', () => {
  test.for(['/none', '/proc', '/dev/null'])(
    'TMPDIR=%s: the sentence says so',
    { timeout: 120_000 },
    (path, { expect, folder }) => {
      const { exitCode, stderr } = run(folder, `export TMPDIR=${path}; ${JUDGE}`);

      expect(stderr).toMatch(/^lambdaspec: The temporary folder cannot be used.* \(RESOURCE_MISSING\)$/m);
      expect(exitCode).toBe(3);
    },
  );
});

test('a time limit of a second ends the run', { timeout: 120_000 }, ({ expect, folder }) => {
  const { exitCode } = run(folder, `${RUN} --time-limit 1s --probe "$BOOTSTRAP"`);

  expect(exitCode).toBe(3);
  const report = readFileSync(join(folder, 'lambdaspec-report', 'run.json'), 'utf8');
  expect(report).toContain('--time-limit 1s ended the run');
});
