import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RuntimeExit } from '../trace/entry.ts';
import { SANDBOX_VARIABLE } from './members.ts';
import { FIXTURES, startFixture } from './fixtures/start-fixture.ts';
import { startRuntime } from './start.ts';

async function exitOf(name: string): Promise<RuntimeExit> {
  const { runtime } = startFixture(name);
  return await runtime.terminate({ graceMs: 5000 });
}

test('reports the exit code of the bootstrap', async () => {
  const { runtime } = startFixture('exits-with-1');

  await expect(runtime.exited).resolves.toEqual({ kind: 'exited', exitCode: 1 });

  expect(runtime.running).toBe(false);
  await runtime.terminate();
});

test('passes on the last output before it reports the exit, which is not forced', async () => {
  const { runtime, output } = startFixture('prints-then-dies');

  const exit = await runtime.exited;

  expect(exit).toEqual({ kind: 'signalled', signal: 'SIGSEGV', forced: false });
  expect(output.text('stderr')).toBe('last words\n');
  await runtime.terminate();
});

test('reports the exit of the bootstrap while a grandchild holds its pipes', async () => {
  await using fixture = startFixture('forks-and-exits').runtime;

  await expect(fixture.exited).resolves.toEqual({ kind: 'exited', exitCode: 0 });
});

test('gives the bootstrap pipes that it can open as /dev/stderr', async () => {
  const { runtime, output } = startFixture('writes-to-dev-stderr');

  await expect(runtime.exited).resolves.toEqual({ kind: 'exited', exitCode: 0 });

  expect(output.text('stderr')).toBe('to the device\n');
  await runtime.terminate();
});

test('gives the bootstrap the given environment, the process tag, and nothing else', async () => {
  const { runtime, output, processTag } = startFixture('prints-its-environment');
  await runtime.outputEnded;

  const names = output.text('stdout').match(/^\w+(?==)/gm);

  // PWD is added by sh itself.
  expect(names?.filter((name) => name !== 'PWD').toSorted()).toEqual(['PATH', SANDBOX_VARIABLE].toSorted());
  expect(output.text('stdout')).toContain(`${SANDBOX_VARIABLE}=${processTag}\n`);
  await runtime.terminate();
});

/** Root alone may start a process as another user. */
const otherUsers = process.getuid?.() === 0 ? [65_534] : [];

test.each(otherUsers)('runs the bootstrap as the user named, in its group alone', async (user) => {
  const output: Buffer[] = [];
  await using runtime = startRuntime({
    command: ['/bin/sh', '-c', 'id -u; id -G'],
    cwd: '/',
    environment: { PATH: process.env['PATH'] ?? '' },
    user,
    processTag: `test-${randomUUID()}`,
    onOutput: (_, bytes) => output.push(bytes),
  });

  await expect(runtime.exited).resolves.toEqual({ kind: 'exited', exitCode: 0 });

  expect(Buffer.concat(output).toString()).toBe('65534\n65534\n');
});

describe('a bootstrap that cannot be started', () => {
  test.each([
    ['does-not-exist', 'ENOENT', 'does not exist'],
    ['bad-interpreter', 'ENOENT', '/no/such/interpreter'],
    ['has-windows-line-endings', 'ENOENT', 'Windows line endings'],
    ['not-executable', 'EACCES', 'chmod +x'],
    ['lacks-interpreter-line', 'ENOEXEC', 'without an interpreter line'],
    ['is-empty', 'ENOEXEC', 'is empty'],
  ])('%s is a value with %s and the cause', async (name, code, message) => {
    const exit = await exitOf(name);

    expect(exit).toEqual({ kind: 'failed-to-start', code, message: expect.stringContaining(message) });
  });

  test('is a value too when its arguments are not allowed or its folder is missing', async () => {
    const start = { environment: {}, processTag: 'test-refused', onOutput: () => undefined };

    const withNul = startRuntime({ ...start, command: ['/bin/sh', '\0'], cwd: FIXTURES });
    const nowhere = startRuntime({ ...start, command: ['/bin/sh'], cwd: join(FIXTURES, 'missing') });

    expect(withNul.pid).toBe(0);
    await expect(withNul.exited).resolves.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
    await expect(nowhere.exited).resolves.toMatchObject({
      message: expect.stringContaining('working folder'),
    });
  });

  test('accepts the same calls as a started one', async () => {
    await using runtime = startFixture('does-not-exist').runtime;

    runtime.signal('SIGTERM');
    runtime.freeze();
    runtime.thaw();
    runtime.pauseOutput();
    runtime.resumeOutput();
    runtime.closeOutput();

    await expect(runtime.sample()).resolves.toBeUndefined();
    await expect(runtime.terminate()).resolves.toMatchObject({ kind: 'failed-to-start' });
  });
});
