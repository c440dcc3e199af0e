import { expect, test } from 'vitest';
import type { TestRecord } from '../run/test-record.ts';
import { underShortage } from './under-shortage.ts';

const record: TestRecord = {
  test: 'a test',
  observations: { 'loop.order': 2, 'next.polls': 1 },
  findings: [
    { requirement: 'loop.order', code: 'c', expected: 'e', actual: 'a', trace: [], output: '' },
    { requirement: 'loop.order', code: 'd', expected: 'e', actual: 'a', trace: [], output: '' },
  ],
  notJudged: [],
  unconfirmed: [{ requirement: 'next.polls', code: 'c' }],
  warnings: [],
};

test('what seemed to deviate while the machine lacked something is left open', () => {
  const { findings, notJudged, unconfirmed, warnings, observations } = underShortage(record, 'No disk.');

  expect(findings).toEqual([]);
  expect(notJudged).toEqual([
    {
      requirement: 'loop.order',
      verdict: 'inconclusive',
      reason: 'The machine lacked something meanwhile. No disk.',
    },
  ]);
  expect(unconfirmed).toBeUndefined();
  expect(warnings).toEqual(['No disk.']);
  expect(observations).toEqual(record.observations);
});

test('without a shortage a record stays as it is', () => {
  expect(underShortage(record, undefined)).toBe(record);
});
