import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { expect, test as base } from 'vitest';
import { createFile, replaceFile, writeNamed } from './new-file.ts';

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-new-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

test('a file that cannot take its name leaves no draft', async ({ folder }) => {
  await mkdir(join(folder, 'file', 'full'), { recursive: true });

  await expect(replaceFile(join(folder, 'file'), 'new')).rejects.toThrow('EISDIR');

  expect(await readdir(folder)).toEqual(['file']);
});

test('creates no file in the place of another', async ({ folder }) => {
  await createFile(join(folder, 'below', 'file'), 'mine');

  await expect(createFile(join(folder, 'below', 'file'), 'new')).rejects.toThrow('EEXIST');

  expect(await readFile(join(folder, 'below', 'file'), 'utf8')).toBe('mine');
});

test('a named file keeps its mode, its symlink, and what it was if the new one cannot be written', async ({
  folder,
}) => {
  const [file, link] = [join(folder, 'file'), join(folder, 'link')];
  await writeFile(file, 'old');
  await chmod(file, 0o640);
  await symlink('file', link);
  const { ino } = await stat(file);

  await writeNamed(link, 'new');

  expect(await readlink(link)).toBe('file');
  expect(await readFile(file, 'utf8')).toBe('new');
  const now = await stat(file);
  expect(now.mode & 0o777).toBe(0o640);
  // A new file: if it cannot be written, the old one stays.
  expect(now.ino).not.toBe(ino);
});

test('a symlink to a file that does not exist yet leads to it', async ({ folder }) => {
  await symlink('later', join(folder, 'link'));

  await writeNamed(join(folder, 'link'), 'new');

  expect(await readFile(join(folder, 'later'), 'utf8')).toBe('new');
});

test('writes into a named pipe that is read, however long the text, and waits for no reader', async ({
  folder,
}) => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const long = 'x'.repeat(1_000_000);

  await expect(writeNamed(pipe, long)).rejects.toThrow('no process reads this named pipe');

  const opened = createReadStream(pipe);
  const read = textOf(opened);
  // The reader opens it in a thread.
  for (;;) {
    try {
      await writeNamed(pipe, long);
      break;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  expect((await read).length).toBe(long.length);
});

test.for([
  ['/dev/null', 'written'],
  ['/dev/full', 'ENOSPC: no space left on device, write'],
] as const)('writes to the device %s itself', async ([device, outcome]) => {
  const written = writeNamed(device, 'text').then(
    () => 'written',
    (reason: unknown) => String(reason),
  );

  expect(await written).toContain(outcome);
  expect((await stat(device)).isCharacterDevice()).toBe(true);
});
