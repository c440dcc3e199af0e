/** Every bug of lambdaspec ends with exit code 70 and one text, never with a verdict about a runtime. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ofToday } from '../base/testing/of-today.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: readonly string[];
}

async function runWith(fault: string, selection: readonly string[] = []): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
  const words = [...selection, '--env', `FAULT=${fault}`, '--out', folder, join(fixtures, 'echo-bootstrap')];
  const child = spawn(process.execPath, ['--import', 'tsx', join(fixtures, 'fault-command.ts'), ...words], {
    // Without the environment of this vitest: the command starts its own.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (output.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output.stderr += bytes.toString()));
  await once(child, 'close');
  const files = await readdir(folder);
  await rm(folder, { recursive: true, force: true });
  return { exitCode: child.exitCode, ...output, files };
}

test('without a fault the run has a verdict, and reports', { timeout: 60_000 }, async () => {
  const { exitCode, stdout, stderr, files } = await runWith('none');

  expect(stderr).not.toContain('internal error');
  expect(stdout).toBe('terminal is rendered\n');
  expect(files.toSorted()).toEqual(['cases', 'first.txt', 'lambdaspec.manifest.json', 'second.txt']);
  expect(exitCode).toBe(1);
});

test(
  'a set of requirements keeps its level: what was raised later does not fail',
  { timeout: 60_000 },
  async () => {
    const { exitCode } = await runWith('none', ['--requirements', '2026.11']);

    expect(exitCode).toBe(0);
  },
);

/** What killed the worker is unknown: a runtime may signal its parent. So there is neither a verdict nor an internal error. */
test.concurrent.each(['exit past vitest', 'killed'])(
  'the worker is gone (%s): exit 3',
  { timeout: 120_000 },
  async (fault) => {
    const { exitCode, stdout, stderr } = await runWith(fault, ['--skip', 'fixture.deviates']);

    expect(stderr).not.toContain('internal error');
    expect(stdout).toBe('terminal is rendered\n');
    expect(exitCode).toBe(3);
  },
);

const bug = 'the bug';

describe.each<[place: string, faults: readonly [fault: string, text: string][]]>([
  [
    'in a test',
    [
      ['wire rule', `TypeError: ${bug}`],
      ['test after a deviation', `TypeError: ${bug}`],
      ['test on confirmation', `TypeError: ${bug}`],
      ['wait without end', 'nothing happened in any sandbox for 2 s'],
    ],
  ],
  [
    'in a property',
    [
      ['string in a property', bug],
      ['property after a deviation', `TypeError: ${bug}`],
      ['shrinking', `TypeError: ${bug}`],
    ],
  ],
  [
    'in the worker',
    [
      ['rejection', `TypeError: ${bug}`],
      ['late process.exit', 'process.exit unexpectedly called'],
    ],
  ],
  [
    'around the tests',
    [
      ['import', `TypeError: ${bug}`],
      ['hook of a group', `TypeError: ${bug}`],
      ['no suite', 'No test files found'],
    ],
  ],
  [
    'in a document',
    [
      ['second document', `TypeError: ${bug}`],
      ['terminal', `TypeError: ${bug}`],
      ['progress', `TypeError: ${bug}`],
    ],
  ],
  [
    'in the command',
    [
      ['rejection in the command', `TypeError: ${bug}`],
      ['late throw in the command', `TypeError: ${bug}`],
      ['never ends', 'Deadlock: the event loop is empty'],
    ],
  ],
])('an internal error %s', (_, faults) => {
  // Each is a run of its own: half of them a day.
  test.concurrent.each(ofToday(faults, 2))(
    '%s: exit 70, one text, and no verdict',
    { timeout: 120_000 },
    async (fault, text) => {
      const { exitCode, stdout, stderr, files } = await runWith(fault);

      expect(stderr).toContain(text);
      expect(stderr.match(/internal error of lambdaspec, not of the runtime/g)).toHaveLength(1);
      expect(stderr).toContain('https://github.com/lambdaspec/lambdaspec/issues');
      expect(stdout).toBe('');
      expect(files).toEqual([]);
      expect(exitCode).toBe(70);
    },
  );
});
