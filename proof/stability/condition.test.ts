import { expect, test } from 'vitest';
import { conditionText, dealConditions } from './condition.ts';

const axes = { node: ['20', '22', '24'], jobs: ['1', '2', '8', 'default'], load: ['idle', 'busy'] } as const;

test('every combination occurs once before one occurs twice', () => {
  const all = dealConditions(24, axes).map(conditionText);

  expect(new Set(all).size).toBe(24);
  expect(new Set(dealConditions(48, axes).map(conditionText)).size).toBe(24);
});

test('a short series covers every value', () => {
  const few = dealConditions(8, axes);

  expect(new Set(few.map(({ node }) => node)).size).toBe(3);
  expect(new Set(few.map(({ jobs }) => jobs)).size).toBe(4);
  expect(few.map(({ load }) => load)).toEqual([
    ...Array<string>(4).fill('idle'),
    ...Array<string>(4).fill('busy'),
  ]);
});

test('one value per axis is one condition', () => {
  expect(dealConditions(2, { node: ['22'], jobs: ['default'], load: ['idle'] }).map(conditionText)).toEqual([
    'node 22, jobs default, idle',
    'node 22, jobs default, idle',
  ]);
});
