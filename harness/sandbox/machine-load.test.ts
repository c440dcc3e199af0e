import { expect, test } from 'vitest';
import type { ProcessorTimes } from '../process/processor-time.ts';
import { loadBetween, starvation, type LoadReading } from './machine-load.ts';

function reading(at: number, threads: ProcessorTimes, more: Partial<LoadReading> = {}): LoadReading {
  return { at, threads, harnessLateMs: 0, machineStalledMs: undefined, ...more };
}

function timesOf(...times: readonly (readonly [ranMs: number, waitedMs: number])[]): ProcessorTimes {
  return new Map(times.map(([ranMs, waitedMs], index) => [index + 1, { ranMs, waitedMs }]));
}

const before = reading(1000, timesOf([500, 100], [40, 7]), { harnessLateMs: 300, machineStalledMs: 9000 });

test.each([
  ['sleeps', timesOf([500, 100], [40, 7]), 0],
  ['waits for a processor in one thread', timesOf([502, 1700], [40, 7]), 1600],
  ['waits in two threads in turn', timesOf([502, 900], [42, 807]), 1600],
  [
    'waits in many threads at once, which counts as the whole time at most',
    timesOf([502, 2000], [42, 1900]),
    2000,
  ],
  ['has new threads that wait', timesOf([500, 100], [40, 7], [10, 1200]), 1200],
  ['spins in threads that wait for each other', timesOf([1500, 1100], [1040, 1007]), 0],
  ['spins and gets little of a processor', timesOf([600, 2000], [40, 7]), 1900],
])('a runtime that %s', (_, after, runtimeMs) => {
  expect(loadBetween(before, reading(3000, after, { harnessLateMs: 300 }))).toEqual({
    windowMs: 2000,
    runtimeMs,
    harnessMs: 0,
  });
});

test.each([
  ['a wait that is not over counts', true, 7, 1900],
  ['a thread that slept before does not wait since', false, 7, 0],
  ['a thread that ran at both ends may have slept between two slices', true, 8, 0],
])('%s', (_, runnable, slices, runtimeMs) => {
  const early = reading(1000, new Map([[1, { ranMs: 500, waitedMs: 100, runnable, slices: 7 }]]));
  const late = reading(3000, new Map([[1, { ranMs: 600, waitedMs: 100, runnable: true, slices }]]));

  expect(loadBetween(early, late)).toMatchObject({ runtimeMs });
});

test('a late harness counts as well', () => {
  const after = reading(3000, before.threads, { harnessLateMs: 1100 });

  expect(loadBetween(before, after)).toMatchObject({ runtimeMs: 0, harnessMs: 800 });
});

test('where the kernel reports no threads, the machine as a whole decides', () => {
  const empty = { ...before, threads: timesOf() };
  const after = reading(3000, timesOf(), { harnessLateMs: 300, machineStalledMs: 10_700 });

  expect(loadBetween(empty, after)).toMatchObject({ runtimeMs: 1700 });
  expect(loadBetween(empty, { ...after, machineStalledMs: undefined })).toMatchObject({ runtimeMs: 0 });
});

test.each([
  [{ windowMs: 2000, runtimeMs: 0, harnessMs: 0 }, false],
  [{ windowMs: 2000, runtimeMs: 900, harnessMs: 100 }, false],
  [{ windowMs: 2000, runtimeMs: 900, harnessMs: 200 }, true],
  [{ windowMs: 2000, runtimeMs: 1900, harnessMs: 0 }, true],
  [{ windowMs: 2000, runtimeMs: 0, harnessMs: 1900 }, true],
])('%j leaves too little time: %s', (load, starved) => {
  expect(starvation(load) !== undefined).toBe(starved);
});

test('the reason has the figures', () => {
  expect(starvation({ windowMs: 2000, runtimeMs: 1260, harnessMs: 100 })).toBe(
    'The machine was too busy: during 2000 ms of waiting the runtime waited for a processor 63 % of the time, ' +
      'and lambdaspec was late 5 % of it.',
  );
});
