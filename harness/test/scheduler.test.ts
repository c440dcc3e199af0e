import { expect, test } from 'vitest';
import { Scheduler, type Concurrency } from './scheduler.ts';

/** Runs jobs that each last a few turns of the event loop and records how many ran at a time. */
async function observe(
  capacity: number,
  tests: readonly Concurrency[],
  unbounded?: number,
): Promise<{ log: string[]; most: number }> {
  const subject = new Scheduler(capacity, unbounded);
  const log: string[] = [];
  let running = 0;
  let most = 0;
  await Promise.all(
    tests.map((concurrency, index) =>
      subject.run(concurrency, async () => {
        running += 1;
        most = Math.max(most, running);
        log.push(`${concurrency}${index}:${running}`);
        for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
        running -= 1;
      }),
    ),
  );
  return { log, most };
}

test('runs no more shared tests at a time than its capacity', async () => {
  expect((await observe(3, ['shared', 'shared', 'shared', 'shared', 'shared'])).most).toBe(3);
});

test('runs a test alone when no shared one is left', async () => {
  const { log } = await observe(2, ['exclusive', 'shared', 'exclusive', 'shared', 'shared']);

  expect(log.slice(-2)).toEqual(['exclusive0:1', 'exclusive2:1']);
});

test('lets a test that takes longest start before those that entered with it', async () => {
  const subject = new Scheduler(1);
  const log: string[] = [];
  const logged = (name: string) => async (): Promise<void> => void log.push(name);

  await Promise.all([
    subject.run('shared', logged('usual')),
    subject.run('shared', logged('longest'), { startsFirst: true }),
  ]);

  expect(log).toEqual(['longest', 'usual']);
});

test('lets a test that starts last wait for all other shared ones', async () => {
  const subject = new Scheduler(1);
  const log: string[] = [];
  const logged = (name: string) => async (): Promise<void> => void log.push(name);

  await Promise.all([
    subject.run('shared', logged('last'), { startsLast: true }),
    subject.run('shared', logged('usual')),
    subject.run('exclusive', logged('alone')),
  ]);

  expect(log).toEqual(['usual', 'last', 'alone']);
});

test('runs quiet tests together when no shared one is left, and none beside them', async () => {
  const { log, most } = await observe(1, ['quiet', 'shared', 'exclusive', 'quiet', 'shared', 'quiet']);

  expect(log).toEqual(['shared1:1', 'shared4:1', 'quiet0:1', 'quiet3:2', 'quiet5:3', 'exclusive2:1']);
  expect(most).toBe(3);
});

test('lets a shared test wait for quiet ones', async () => {
  const subject = new Scheduler(2);
  const log: string[] = [];
  let shared: Promise<void> | undefined;
  await subject.run('quiet', async () => {
    shared = subject.run('shared', () => Promise.resolve(void log.push('shared')));
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    log.push('quiet');
  });
  await shared;

  expect(log).toEqual(['quiet', 'shared']);
});

test('does not count unbounded tests', async () => {
  expect((await observe(1, ['unbounded', 'unbounded', 'shared'])).most).toBe(3);
});

test('runs as many unbounded tests at a time as it is told', async () => {
  const { log, most } = await observe(1, ['unbounded', 'shared', 'unbounded', 'unbounded'], 1);

  expect(most).toBe(2);
  expect(log.filter((line) => line.startsWith('unbounded'))).toHaveLength(3);
});

test('starts the next test after a failure', async () => {
  const subject = new Scheduler(1);
  await expect(subject.run('shared', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');

  await expect(subject.run('exclusive', () => Promise.resolve('in'))).resolves.toBe('in');
});
