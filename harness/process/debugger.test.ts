import { url } from 'node:inspector';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startFixture } from './fixtures/start-fixture.ts';

test('SIGUSR1 opens no debugger once a bootstrap runs', async () => {
  const { runtime, printed } = startFixture('never-ends');
  await printed('ready');
  const received = once(process, 'SIGUSR1');

  process.kill(process.pid, 'SIGUSR1');

  await received;
  expect(url()).toBeUndefined();
  await runtime.terminate();
});
