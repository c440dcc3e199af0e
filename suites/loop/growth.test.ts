import { expect, test } from 'vitest';
import {
  describeGrowth,
  growsInEachTurn,
  isMoreThanPlain,
  perEvent,
  watchedResources,
  type Turn,
} from './growth.ts';

const [descriptors] = watchedResources;

/** Turns of ten events with these numbers of descriptors after each. */
function turnsOf(...levels: readonly number[]): readonly Turn[] {
  const sample = { cpuMs: 0, rssBytes: 0, threads: 1, processes: 1 };
  return levels.slice(1).map((after, turn) => ({
    kind: 'refused',
    events: 10,
    before: { ...sample, descriptors: levels[turn] ?? 0 },
    after: { ...sample, descriptors: after },
  }));
}

test.each([
  ['a leak of each event', [20, 30, 40, 50], true],
  ['a leak of every fourth event', [20, 23, 26, 29], true],
  ['a leak that the first turn does not show yet', [20, 20, 30, 40], true],
  ['a pool that is full after two turns', [20, 24, 28, 28, 28], false],
  ['a collector that closes what was left, later', [20, 30, 40, 22, 32], false],
  ['a descriptor more in every turn', [20, 21, 22, 23, 24], false],
  ['two turns', [20, 30, 40], false],
])('tells whether each turn leaves something: %s', (_, levels, grows) => {
  expect(growsInEachTurn(turnsOf(...levels), descriptors)).toBe(grows);
});

test('names the growth of a kind', () => {
  const rate = perEvent(turnsOf(20, 30, 39, 50), descriptors);

  expect(rate).toBe(1);
  expect(describeGrowth(rate, descriptors, 'refused')).toBe('one descriptor for each refused result');
  expect(describeGrowth(2.1, descriptors, 'plain')).toBe('2 descriptors for each event');
  expect(describeGrowth(0.5, descriptors, 'error')).toBe('one descriptor for every 2 handler errors');
});

test('names a kind only if it adds more than a plain event', () => {
  expect(isMoreThanPlain(1.1, 1, descriptors)).toBe(false);
  expect(isMoreThanPlain(2, 1, descriptors)).toBe(true);
});
