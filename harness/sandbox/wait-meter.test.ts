import { expect, test } from 'vitest';
import type { ProcessorTime } from '../process/processor-time.ts';
import type { LoadReading } from './machine-load.ts';
import { RuntimeLoad } from './wait-meter.ts';

/** The load of a runtime with one thread that is ready to run at each of these moments, 250 ms apart. */
function loadOf(...times: readonly Omit<ProcessorTime, 'runnable'>[]): RuntimeLoad {
  const readings = times.map((time, n): LoadReading => ({
    at: 250 * n,
    threads: new Map([[1, { ...time, runnable: true }]]),
    harnessLateMs: 0,
    machineStalledMs: undefined,
  }));
  const load = new RuntimeLoad(() => {
    const next = readings.shift();
    if (next === undefined) throw new Error('read too often');
    return next;
  });
  for (const _ of times) load.read();
  return load;
}

const waiting = { ranMs: 10, waitedMs: 0, slices: 1 };

test('a wait that no reading sees the end of counts from reading to reading', () => {
  expect(loadOf(waiting, waiting, waiting, waiting).share).toBe(1);
});

test('a slice in between hides only the time until the next reading', () => {
  const again = { ranMs: 12, waitedMs: 0, slices: 2 };

  expect(loadOf(waiting, waiting, again, again, again).share).toBe(0.75);
});

test('a thread that runs again and again does not wait', () => {
  expect(
    loadOf(waiting, { ...waiting, slices: 5 }, { ...waiting, slices: 9 }, { ...waiting, slices: 12 }).share,
  ).toBe(0);
});

test('without two readings nothing is known', () => {
  expect(loadOf(waiting).share).toBe(0);
});
