import { expect, test } from 'vitest';
import { startFixture } from './fixtures/start-fixture.ts';

test.runIf(process.platform === 'linux').concurrent.for([
  ['never-ends', true],
  ['burns-cpu', false],
  ['floods-stdout', false],
] as const)('%s: at rest is %s', async ([name, rests]) => {
  const { runtime } = startFixture(name);
  // A shell that starts is at work; what it does then it does for ever.
  await expect.poll(() => runtime.atRest(), { timeout: 20_000 }).toBe(rests);
  await runtime.terminate();

  await expect(runtime.atRest()).resolves.toBe(false);
});

test('one that is frozen is not at rest: it could not run if it wanted to', async () => {
  const { runtime } = startFixture('burns-cpu');
  runtime.freeze();

  await expect(runtime.atRest()).resolves.toBe(false);

  await runtime.terminate();
});
