import { expect, test } from 'vitest';
import type { TestRecord } from '../run/test-record.ts';
import { withUnexercised } from './unexercised.ts';

const record: TestRecord = {
  test: 'a test',
  observations: { seen: 1 },
  findings: [],
  notJudged: [{ requirement: 'told', verdict: 'not-testable', reason: 'It says why.' }],
  warnings: [],
};

test('what was neither observed nor told stays open, and a reason that the test told stands', () => {
  const { notJudged } = withUnexercised(record, ['seen', 'told', 'unseen']);

  expect(notJudged).toEqual([
    ...record.notJudged,
    {
      requirement: 'unseen',
      verdict: 'inconclusive',
      reason: 'The test that covers this requirement never exercised it.',
    },
  ]);
});

test('names the deviation that ended the test before the requirement was exercised', () => {
  const finding = { requirement: 'other', code: 'c', expected: 'e', actual: 'a', trace: [], output: '' };

  const { notJudged } = withUnexercised({ ...record, findings: [finding] }, ['unseen']);

  expect(notJudged.at(-1)?.reason).toBe(
    'The test that covers this requirement ended with a deviation from other before it.',
  );
});
