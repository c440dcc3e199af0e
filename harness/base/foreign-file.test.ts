import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from 'vitest';
import { fileDigest, fileHead, foreignText } from './foreign-file.ts';

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-foreign-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

test('reads a file as it is, up to its limit', async ({ folder }) => {
  const path = join(folder, 'file');
  await writeFile(path, '\uFEFFä\0');

  expect(foreignText(path, 6)).toBe('\uFEFFä\0');
  expect(() => foreignText(path, 5)).toThrow('it is larger than');
  expect(fileHead(path, 3)?.toString()).toBe('\uFEFF');
  expect(fileDigest(path)).toHaveLength(64);
});

test('does not wait for a named pipe', ({ folder }) => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);

  expect(() => foreignText(pipe)).toThrow('it is not a regular file but a named pipe');
  expect(fileHead(pipe, 1)).toBeUndefined();
  expect(fileDigest(pipe)).toBeUndefined();
});

test.for([
  ['/dev/zero', 'it is not a regular file but a device'],
  ['/dev', 'it is not a regular file but a folder'],
  ['/nowhere', 'ENOENT'],
] as const)('refuses %s', ([path, sentence]) => {
  expect(() => foreignText(path)).toThrow(sentence);
  expect(fileHead(path, 1)).toBeUndefined();
});

test('refuses a file of more than 64 MiB by its size, and one that is not UTF-8', async ({ folder }) => {
  const large = join(folder, 'large');
  await writeFile(large, '');
  await truncate(large, 2 ** 40);
  const binary = join(folder, 'binary');
  await writeFile(binary, Buffer.from([0x22, 0xff, 0x22]));

  expect(() => foreignText(large)).toThrow('it is larger than 64 MiB');
  expect(() => foreignText(binary)).toThrow('it is not UTF-8 text');
});
