import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from 'vitest';
import { MANIFEST, OwnedFolder } from './owned-folder.ts';

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-owned-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const file = (name: string, text = name): { name: string; text: string } => ({ name, text });

test('replaces what it wrote, and deletes it from a folder that it replaces as a whole', async ({
  folder,
}) => {
  const owned = new OwnedFolder(folder, 'report');
  await owned.write([file('run.json'), file('cases/one.json'), file('cases/two.json')], 'cases');
  await owned.write([file('run.json', 'newer'), file('cases/two.json')], 'cases');

  expect((await readdir(folder)).toSorted()).toEqual(['cases', MANIFEST, 'run.json']);
  expect(await readdir(join(folder, 'cases'))).toEqual(['two.json']);
  expect(await readFile(join(folder, 'run.json'), 'utf8')).toBe('newer');

  await owned.write([], 'cases');
  expect((await readdir(folder)).toSorted()).toEqual([MANIFEST, 'run.json']);
});

test.for([
  ['a file of the user in its place', 'run.json', 'mine', 'report/run.json was not written by lambdaspec'],
  ['a file in the folder', 'cases/notes.txt', 'mine', 'report/cases/notes.txt was not written by lambdaspec'],
  [
    'one of our files, changed since',
    'cases/one.json',
    'mine',
    'report/cases/one.json was changed after lambdaspec wrote it',
  ],
] as const)('keeps %s', async ([, name, content, sentence], { folder }) => {
  const owned = new OwnedFolder(folder, 'report');
  await owned.write([file('cases/one.json')], 'cases');
  await writeFile(join(folder, name), content);
  const names = ['run.json', 'cases/one.json'];

  expect(() => owned.check({ names, whole: 'cases' })).toThrow(sentence);
  await expect(
    owned.write(
      names.map((one) => file(one)),
      'cases',
    ),
  ).rejects.toThrow(sentence);

  expect(await readFile(join(folder, name), 'utf8')).toBe(content);
});

test.for([
  ['run.json', 'run.json', 'run.json was not written by lambdaspec'],
  ['cases', 'cases/run.json', 'cases is not a folder'],
  ['function', 'function/run.json', 'function is not a folder'],
  [MANIFEST, 'run.json', 'is not usable: it is not a regular file'],
] as const)('follows no symlink %s out of the folder', async ([link, name, sentence], { folder }) => {
  const elsewhere = join(folder, 'elsewhere');
  const report = join(folder, 'report');
  await mkdir(elsewhere);
  await mkdir(report);
  await writeFile(join(elsewhere, 'run.json'), 'precious');
  await symlink(name === link ? '../elsewhere/run.json' : '../elsewhere', join(report, link));
  const owned = new OwnedFolder(report, 'report');

  expect(() => owned.check({ names: [name], whole: 'cases' })).toThrow(sentence);
  await expect(owned.write([file(name)], 'cases')).rejects.toThrow(sentence);

  expect(await readdir(elsewhere)).toEqual(['run.json']);
  expect(await readFile(join(elsewhere, 'run.json'), 'utf8')).toBe('precious');
});

test('still knows its files after it was killed between two of them', async ({ folder }) => {
  const owned = new OwnedFolder(folder, 'report');
  await owned.write([file('run.json', 'old'), file('report.html', 'old')]);
  const broken = owned.write([
    file('run.json', 'new'),
    {
      name: 'report.html',
      get text(): string {
        throw new Error('killed');
      },
    },
  ]);
  await expect(broken).rejects.toThrow('killed');
  await owned.write([file('run.json', 'newest'), file('report.html', 'newest')]);

  expect(await readFile(join(folder, 'run.json'), 'utf8')).toBe('newest');
});

test.for([
  ['garbage', 'not JSON'],
  ['a list of paths elsewhere', JSON.stringify({ about: '', files: ['../x'] })],
] as const)('does not take %s for its manifest', async ([, text], { folder }) => {
  await writeFile(join(folder, MANIFEST), text);

  expect(() => new OwnedFolder(folder, 'report').check({ names: [] })).toThrow(
    /^report\/lambdaspec\.manifest\.json is not usable: .*; choose another folder with --out\.$/,
  );
});

test('says so where the folder is a file', async ({ folder }) => {
  await writeFile(join(folder, 'report'), '');
  const owned = new OwnedFolder(join(folder, 'report'), 'report');

  await expect(owned.write([file('run.json')], 'cases')).rejects.toThrow(/report is not a folder\.$/);
});
