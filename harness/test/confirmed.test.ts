import { expect, test } from 'vitest';
import type { Finding, TestRecord } from '../run/test-record.ts';
import { filledFrom, confirmed, seenOnce } from './confirmed.ts';

function finding(requirement: string, actual = 'a'): Finding {
  return { requirement, code: 'c', expected: 'e', actual, trace: [], output: '' };
}

function record(...findings: Finding[]): TestRecord {
  return { test: 'a test', observations: { it: 1, other: 1 }, findings, notJudged: [], warnings: [] };
}

const it = finding('it');

test('what both attempts saw is a deviation, as the second shows it', () => {
  const second = finding('it', 'again');

  expect(seenOnce(record(it), record(second))).toEqual([]);
  expect(confirmed(record(it), record(second))).toMatchObject({ findings: [second], unconfirmed: [] });
});

test.each([
  ['first', record(it), record()],
  ['second', record(), record(it)],
])('what only the %s attempt saw is a deviation if the third sees it', (_, first, second) => {
  const third = record(finding('it', 'third'), finding('other'));

  expect(seenOnce(first, second)).toEqual([it]);
  expect(confirmed(first, second, third)).toMatchObject({
    findings: [finding('it', 'third')],
    unconfirmed: [],
    notJudged: [],
  });
});

test.each([
  ['first', record(it), record()],
  ['second', record(), record(it)],
])('what only the %s attempt saw is a warning if it holds in the third', (_, first, second) => {
  expect(confirmed(first, second, record())).toMatchObject({
    findings: [],
    unconfirmed: [{ requirement: 'it', code: 'c' }],
    notJudged: [],
  });
});

test.each([
  ['did not exercise it', { ...record(), observations: {} }],
  [
    'could not judge it',
    { ...record(), notJudged: [{ requirement: 'it', verdict: 'inconclusive' as const, reason: 'busy' }] },
  ],
  ['did not take place', undefined],
])('what one attempt saw stays open if the third %s', (_, third) => {
  expect(confirmed(record(), record(it), third)).toMatchObject({
    findings: [],
    notJudged: [{ requirement: 'it', verdict: 'inconclusive' }],
  });
});

test('what the first attempt covered is kept, since a confirmation repeats only what was found', () => {
  const combinations = { pairs: { covered: 3, possible: 4 }, triples: { covered: 1, possible: 4 } };

  expect(confirmed({ ...record(it), combinations }, record(it))).toMatchObject({ combinations });
});

test('a repetition that ended early keeps what the whole attempt saw of other requirements', () => {
  const whole: TestRecord = {
    ...record({ ...it, times: 3 }),
    observations: { it: 3, other: 5 },
    notJudged: [{ requirement: 'open', verdict: 'inconclusive', reason: 'busy' }],
  };
  const repetition: TestRecord = { ...record(finding('it', 'again')), observations: { it: 1 } };

  expect(filledFrom(repetition, whole)).toMatchObject({
    findings: [{ ...finding('it', 'again'), times: 3 }],
    observations: { it: 3, other: 5 },
    notJudged: [{ requirement: 'open' }],
  });
});
