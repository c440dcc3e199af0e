import { expect, test } from 'vitest';
import { startFixture } from './fixtures/start-fixture.ts';

test.runIf(process.platform === 'linux').concurrent.for([
  ['never-ends', true],
  ['burns-cpu', false],
  ['floods-stdout', false],
] as const)('%s: idle is %s', async ([name, idle]) => {
  const { runtime } = startFixture(name);
  // A shell that starts is at work; what it does then it does for ever.
  await expect.poll(() => runtime.idle(), { timeout: 20_000 }).toBe(idle);
  await runtime.terminate();

  await expect(runtime.idle()).resolves.toBe(false);
});

test('one that is frozen is not idle: it could not run if it wanted to', async () => {
  const { runtime } = startFixture('burns-cpu');
  runtime.freeze();

  await expect(runtime.idle()).resolves.toBe(false);

  await runtime.terminate();
});
