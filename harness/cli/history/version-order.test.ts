import { describe, expect, test } from 'vitest';
import { isRange, oldestFirst, versionsIn } from './version-order.ts';

const stable = { prereleases: false };

describe('the versions of a range', () => {
  test.each([
    ['npm', '>=1.2 <2', ['2.0.0', '1.10.0', '1.2.0', '1.1.9', '1.3.0-beta.1'], ['1.2.0', '1.10.0']],
    ['Go', '>=1.46 <1.51', ['v1.50.0', 'v1.46.0', 'v1.9.0', 'v1.51.1'], ['v1.46.0', 'v1.50.0']],
    ['PyPI', '>=2.0,<3', ['2.0', '2.0.12', '2.1rc1', '2.2.dev3', '3.0.0', '1.9'], ['2.0', '2.0.12']],
    ['Maven', '>=2.5', ['2.6.0-SNAPSHOT', '2.5.1', '2.10.1', '2.6.0', '1.0'], ['2.5.1', '2.6.0', '2.10.1']],
    ['crates', '', ['1.1.0-rc1', '0.2.0', '1.1.1'], ['0.2.0', '1.1.1']],
    ['a hyphen', '1.0.0 - 1.2.0', ['1.3.0', '1.2.0', '1.0.0'], ['1.0.0', '1.2.0']],
  ])('of %s, %s: the oldest first, without prereleases', (_, range, versions, expected) => {
    expect(versionsIn(range, versions, stable)).toEqual(expected);
  });

  test('has prereleases if they are asked for, before their release', () => {
    expect(versionsIn('>=1.0', ['1.1.0', '1.1.0-rc1', '4.0.0rc1', '0.9.0'], { prereleases: true })).toEqual([
      '1.1.0-rc1',
      '1.1.0',
      '4.0.0rc1',
    ]);
  });
});

test.each(['', '>=1', '^1.2.0', '~1.2', '1.x', '>=1,<2', '1 || 3'])('%j is a range', (range) => {
  expect(isRange(range)).toBe(true);
});

test.each(['>>1', 'newest', '>=', '1..2'])('%j is no range', (range) => {
  expect(isRange(range)).toBe(false);
});

test('a list is put in the order of age only if each of it is a version', () => {
  expect(oldestFirst(['v1.20.0', '1.3.0', '1.19.0'])).toEqual(['1.3.0', '1.19.0', 'v1.20.0']);
  expect(oldestFirst(['main', '1.3.0', '1.2.0'])).toEqual(['main', '1.3.0', '1.2.0']);
});
