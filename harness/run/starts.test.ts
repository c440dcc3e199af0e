import { expect, test } from 'vitest';
import { sumOfStarts, type CountedStart, type StartReason } from './starts.ts';

const started = (reason: StartReason, ...times: (number | null)[]): CountedStart[] =>
  times.map((firstPollMs) => ({ why: reason, firstPollMs }));

test('adds up starts by reason and by test, most starts first', () => {
  const sum = sumOfStarts([
    { test: 'smoke test', starts: started('smoke', 50.2) },
    { test: 'a', starts: [...started('fresh', 40, 60.4), ...started('control', null)] },
    { test: 'b' },
    { test: 'c', starts: started('warm', 41) },
    // The same test in another shard.
    { test: 'a', starts: started('fresh', 900) },
  ]);

  expect(sum).toMatchObject({ count: 6, neverPolled: 1, sumMs: 1091.6, medianMs: 50.2, longestMs: 900 });
  expect(sum.byReason.map(({ why, count, medianMs }) => [why, count, medianMs])).toEqual([
    ['fresh', 3, 60.4],
    ['smoke', 1, 50.2],
    ['warm', 1, 41],
    ['control', 1, null],
  ]);
  expect(sum.tests.map((one) => [one.test, one.count, one.neverPolled, one.longestMs])).toEqual([
    ['a', 4, 1, 900],
    ['smoke test', 1, 0, 50.2],
    ['c', 1, 0, 41],
  ]);
});

test('a run without a start has no times', () => {
  expect(sumOfStarts([])).toEqual({
    count: 0,
    neverPolled: 0,
    sumMs: 0,
    medianMs: null,
    longestMs: null,
    byReason: [],
    tests: [],
  });
});

test('names only the tests with the most starts', () => {
  const tests = Array.from({ length: 30 }, (_, n) => ({
    test: `${n}`,
    starts: started('fresh', ...Array.from({ length: n + 1 }, () => 1)),
  }));

  expect(sumOfStarts(tests).tests.map(({ test: title }) => title)).toEqual(
    Array.from({ length: 10 }, (_, n) => `${29 - n}`),
  );
});
