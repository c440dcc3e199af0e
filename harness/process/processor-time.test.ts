import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startFixture } from './fixtures/start-fixture.ts';
import { busiestShare } from './processor-time.ts';

const before = new Map([
  [1, { ranMs: 500, waitedMs: 100 }],
  [2, { ranMs: 0, waitedMs: 0 }],
]);

test('a thread that spins is busy however little of a processor it is granted', () => {
  const after = new Map([...before, [2, { ranMs: 60, waitedMs: 940 }]]);

  expect(busiestShare(before, after, 1000)).toBe(1);
});

test('a thread that sleeps is idle however long it has to wait when it wakes', () => {
  const after = new Map([...before, [2, { ranMs: 5, waitedMs: 500 }]]);

  expect(busiestShare(before, after, 1000)).toBeCloseTo(0.01);
});

test('what ran before does not count, and threads are not added up', () => {
  const after = new Map([
    [1, { ranMs: 600, waitedMs: 100 }],
    [2, { ranMs: 200, waitedMs: 0 }],
    [3, { ranMs: 300, waitedMs: 0 }],
  ]);

  expect(busiestShare(before, after, 1000)).toBeCloseTo(0.3);
  expect(busiestShare(before, before, 1000)).toBe(0);
  expect(busiestShare(new Map(), new Map(), 1000)).toBe(0);
});

test.runIf(process.platform === 'linux')(
  'the kernel tells a process that spins from one that rests',
  async () => {
    const shares = await Promise.all(
      ['burns-cpu', 'never-ends'].map(async (name) => {
        const { runtime } = startFixture(name);
        const from = await runtime.processorTimes();
        const began = performance.now();
        await delay(1000);
        const elapsedMs = performance.now() - began;
        const share = busiestShare(from, await runtime.processorTimes(), elapsedMs);
        await runtime.terminate();
        return share;
      }),
    );

    expect(shares[0]).toBeGreaterThan(0.7);
    expect(shares[1]).toBeLessThan(0.2);
  },
);
