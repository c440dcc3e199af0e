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
  const { notJudged } = withUnexercised(record, ['seen', 'told', 'unseen'], new Set());

  expect(notJudged).toEqual([
    ...record.notJudged,
    {
      requirement: 'unseen',
      verdict: 'inconclusive',
      reason: 'The test that covers this requirement never exercised it.',
    },
  ]);
});

test('a deviation that the test reported tells enough, and one of a wire rule does not', () => {
  const finding = { requirement: 'other', code: 'c', expected: 'e', actual: 'a', trace: [], output: '' };
  const found = { ...record, findings: [finding] };

  expect(withUnexercised(found, ['unseen'], new Set(['other']))).toEqual(found);
  expect(withUnexercised(found, ['unseen'], new Set()).notJudged).toHaveLength(2);
});
