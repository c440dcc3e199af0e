/** The real command, with a runtime whose every word is an order. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { bootstraps } from '../support/places.ts';
import { runLambdaspec, storedRun, test, type Ran } from '../support/run-command.ts';
import { obeyed } from './obeyed.ts';

const givesOrders = join(bootstraps, 'gives-orders');
/** Each test runs the command several times, on a shared machine. */
const LIMIT_MS = 300_000;

const everyReport = [
  'json',
  'html',
  'junit',
  'markdown',
  'sarif',
  'badge',
  'badge-svg',
  'annotations',
  'terminal',
];

async function obeyedIn(folder: string, { stdout, stderr }: Ran): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  return [
    ...[stdout, stderr].flatMap((text) => obeyed(text)),
    ...texts.flatMap((text, n) =>
      obeyed(text, { annotates: files[n]?.endsWith('annotations.txt') === true }),
    ),
  ];
}

describe('the words of a runtime are obeyed in no stream and in no file', { timeout: LIMIT_MS }, () => {
  test('of a run, its replay and its cause', async ({ expect, folder }) => {
    const words = ['--quick', '--verbose', '--only', 'loop.order', '--report', everyReport.join(',')];
    const ran = await runLambdaspec(folder, [...words, givesOrders]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('drowssap');
    expect(await obeyedIn(folder, ran)).toEqual([]);

    const [deviation] = (await storedRun(join(folder, 'lambdaspec-report/run.json'))).deviations;
    const stored = join('lambdaspec-report', deviation?.case ?? '');
    for (const again of [
      ['replay', stored, '--', givesOrders],
      ['replay', stored, '--', givesOrders, 'init'],
      ['show', 'c1'],
      ['compare', 'lambdaspec-report/run.json', 'lambdaspec-report/run.json'],
    ]) {
      const told = await runLambdaspec(folder, again, { COLUMNS: '80' });
      expect(await obeyedIn(folder, told)).toEqual([]);
      expect([0, 1, 3]).toContain(told.exitCode);
    }
  });

  test('of a failed init', async ({ expect, folder }) => {
    const words = ['--quick', '--only', 'loop.order', '--report', everyReport.join(',')];
    const ran = await runLambdaspec(folder, [...words, givesOrders, 'init']);

    expect(ran.stdout + ran.stderr).toContain('drowssap');
    expect(await obeyedIn(folder, ran)).toEqual([]);
  });
});
