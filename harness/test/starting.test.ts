import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { limitsFor } from '../sandbox/limits.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { started, startedOrWaiting } from './starting.ts';

async function starting(script: string): Promise<Sandbox> {
  const sandbox = await Sandbox.open({
    target: {
      command: ['/bin/sh', '-c', script],
      handler: 'none.none',
      taskRoot: import.meta.dirname,
      environment: {},
    },
    limits: limitsFor(1000, 1),
    processTag: `starting-${String(process.pid)}`,
    sharedTmp: false,
    atFixedPort: false,
    crashFolder: undefined,
    random: seededRandom(1),
  });
  onTestFinished(() => sandbox[Symbol.asyncDispose]());
  return sandbox;
}

const over = (sandbox: Sandbox): boolean =>
  sandbox.trace.entries.some(({ kind }) => kind === 'runtime-exited');

test('a start that sleeps lets another one start', async () => {
  const sandbox = await starting('sleep 20');

  await startedOrWaiting(sandbox);

  expect(over(sandbox)).toBe(false);
});

test('a start that works does not, until it is over', async () => {
  const sandbox = await starting('i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done');

  await startedOrWaiting(sandbox);

  expect(over(sandbox)).toBe(true);
});

test('on a shared /tmp a start that sleeps keeps its place', async () => {
  const sandbox = await starting('sleep 0.5');

  await started(sandbox);

  expect(over(sandbox)).toBe(true);
});
