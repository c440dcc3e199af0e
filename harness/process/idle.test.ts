import { expect, test } from 'vitest';
import { startFixture } from './fixtures/start-fixture.ts';

test.runIf(process.platform === 'linux').concurrent.for([
  ['never-ends', true],
  ['burns-cpu', false],
  ['floods-stdout', false],
] as const)('%s: idle is %s', async ([name, idle]) => {
  const { runtime } = startFixture(name);
  // A starting shell is busy; after that its state does not change.
  await expect.poll(() => runtime.idle(), { timeout: 20_000 }).toBe(idle);
  await runtime.terminate();

  await expect(runtime.idle()).resolves.toBe(false);
});

test('a frozen sandbox is not idle: it cannot run', async () => {
  const { runtime } = startFixture('burns-cpu');
  runtime.freeze();

  await expect(runtime.idle()).resolves.toBe(false);

  await runtime.terminate();
});
