import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from 'vitest';
import type { Case } from '../../run/case.ts';
import type { StoredCase } from '../../run/grade/cases.ts';
import { checkCaseFolder, replaceCases } from './case-folder.ts';

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-cases-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const stored: Case = {
  schemaVersion: 2,
  requirement: 'loop.order',
  code: 'wrong',
  test: 'a test',
  seed: 1,
  pace: 'normal',
  handler: 'a.b',
  taskRoot: null,
  environment: {},
};
const text = JSON.stringify(stored);
const named = (key: string): StoredCase => ({ path: `cases/${key}-loop.order.json`, content: stored });

test('replaces the cases of the last run', async ({ folder }) => {
  await replaceCases([named('d1'), named('d2')], folder, 'report');
  await replaceCases([named('d3')], folder, 'report');

  expect(await readdir(folder)).toEqual(['cases']);
  expect(await readdir(join(folder, 'cases'))).toEqual(['d3-loop.order.json']);

  await replaceCases([], folder, 'report');
  expect(await readdir(folder)).toEqual([]);
});

test.for([
  ['a file of another name', 'notes.txt', 'mine'],
  ['a file with the name of a case', 'd1-loop.order.json', '{"mine":true}'],
  ['a case under a name of the user', 'regression.json', text],
] as const)('keeps a folder with %s', async ([, name, content], { folder }) => {
  await mkdir(join(folder, 'cases'));
  await writeFile(join(folder, 'cases', name), content);
  await writeFile(join(folder, 'cases', 'd2-loop.order.json'), text);
  const refused = `report/cases/${name} was not written by lambdaspec`;

  await expect(checkCaseFolder(folder, 'report')).rejects.toThrow(refused);
  await expect(replaceCases([named('d1')], folder, 'report')).rejects.toThrow(refused);

  expect(await readdir(folder)).toEqual(['cases']);
  expect(new Set(await readdir(join(folder, 'cases')))).toEqual(new Set([name, 'd2-loop.order.json']));
});

test('keeps a subfolder, and a symlink to a case', async ({ folder }) => {
  await mkdir(join(folder, 'cases', 'd1-loop.order.json'), { recursive: true });
  await expect(checkCaseFolder(folder, 'report')).rejects.toThrow('d1-loop.order.json was not written');
  await rm(join(folder, 'cases', 'd1-loop.order.json'), { recursive: true });
  await writeFile(join(folder, 'mine.json'), text);
  await symlink('../mine.json', join(folder, 'cases', 'd1-loop.order.json'));

  await expect(checkCaseFolder(folder, 'report')).rejects.toThrow('d1-loop.order.json was not written');
});

test.for(['a symlink', 'a file'])('keeps %s in place of the folder', async (what, { folder }) => {
  await mkdir(join(folder, 'elsewhere'));
  await writeFile(join(folder, 'elsewhere', 'd1-loop.order.json'), text);
  if (what === 'a file') await writeFile(join(folder, 'cases'), '');
  else await symlink('elsewhere', join(folder, 'cases'));

  await expect(checkCaseFolder(folder, 'report')).rejects.toThrow('report/cases is not a folder');
  await expect(replaceCases([], folder, 'report')).rejects.toThrow('report/cases is not a folder');

  expect(await readdir(join(folder, 'elsewhere'))).toEqual(['d1-loop.order.json']);
});
