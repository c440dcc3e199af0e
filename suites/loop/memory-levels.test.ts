import { expect, test } from 'vitest';
import { lastingGain } from './memory-levels.ts';

const CHANCE = 1024;

/** Levels after windows of 1,000 events each, in KiB. */
function gainOf(levels: readonly number[]): number {
  return lastingGain({ levels, events: 1000, chance: CHANCE });
}

// The first two are measured, with the reference runtime and with one that keeps 1 KiB for each error.
const plateau = [
  90_716, 90_716, 90_716, 90_880, 91_112, 91_216, 91_224, 91_224, 91_224, 91_224, 90_772, 90_868,
];
const leak = [
  94_344, 94_528, 95_792, 96_324, 97_036, 98_624, 98_868, 104_676, 110_508, 107_088, 107_292, 107_540,
  110_876, 112_128, 111_748,
];

test('sees a leak of 1 KiB per event', () => {
  expect(gainOf(leak)).toBeGreaterThan(0.8);
  expect(gainOf(leak)).toBeLessThan(2);
});

test.each([
  ['a plateau', plateau],
  ['a heap that grows by steps', [60, 60, 60, 76, 76, 76, 76, 76, 76, 108, 108, 108].map(mib)],
  ['a heap that grows more and more slowly', [60, 70, 76, 80, 83, 85, 86, 87, 88, 88, 89, 89].map(mib)],
  ['a sawtooth', [60, 64, 68, 72, 60, 64, 68, 72, 60, 64, 68, 72].map(mib)],
  ['a part that shrinks', [60, 64, 68, 72, 76, 80, 70, 70, 70, 90, 94, 98].map(mib)],
  ['too few windows', [60, 70, 80].map(mib)],
])('sees no leak in %s', (_, levels) => {
  expect(gainOf(levels)).toBe(0);
});

function mib(level: number): number {
  return level * 1024;
}
