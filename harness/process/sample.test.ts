import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../base/testing/needs-tool.ts';
import { startFixture } from './fixtures/start-fixture.ts';

const onLinux = process.platform === 'linux';

test.runIf(onLinux)('sees the descriptors that a bootstrap opens', async () => {
  const { runtime, printed } = startFixture('opens-files');
  await printed('ready');
  const before = await runtime.sample();

  runtime.signal('SIGUSR2');
  await printed('opened');
  const after = await runtime.sample();

  expect((after?.descriptors ?? 0) - (before?.descriptors ?? 0)).toBe(50);
  expect(after?.processes).toBe(1);
  // A Node.js process: some threads, tens of megabytes, tens of milliseconds.
  expect(after?.threads).toBeGreaterThan(3);
  expect(after?.rssBytes).toBeGreaterThan(20 * 1024 * 1024);
  expect(after?.rssBytes).toBeLessThan(500 * 1024 * 1024);
  expect(after?.cpuMs).toBeGreaterThan(0);
  await runtime.terminate();
});

test.runIf(onLinux)('counts the files and folders in the /tmp of a sandbox, at any depth', async () => {
  const tmp = await mkdtemp(join(tmpdir(), 'sample-'));
  const { runtime, printed } = startFixture('opens-files', { tmp });
  await printed('ready');
  const before = await runtime.sample();

  await mkdir(join(tmp, 'a/b'), { recursive: true });
  await writeFile(join(tmp, 'a/b/file'), '');
  await symlink('/', join(tmp, 'link'));
  const after = await runtime.sample();

  expect((after?.temporaryFiles ?? 0) - (before?.temporaryFiles ?? 0)).toBe(4);
  await runtime.terminate();
  await rm(tmp, { recursive: true });
});

test.runIf(onLinux)(
  ...needs('setsid', 'counts what has left the group, and nothing once all is gone'),
  async () => {
    const { runtime, printed } = startFixture('double-forks-away');
    await printed('ready');

    await expect.poll(async () => (await runtime.sample())?.processes).toBe(2);
    await runtime.terminate();

    await expect(runtime.sample()).resolves.toBeUndefined();
  },
);
