import { describe, expect, test } from 'vitest';
import type { Finding, TestRecord } from '../run/test-record.ts';
import { underFailedControl } from './control.ts';

function finding(requirement: string, actual = 'a'): Finding {
  return { requirement, code: 'c', expected: 'e', actual, trace: [], output: '' };
}

function record(...findings: Finding[]): TestRecord {
  return { test: 'a test', observations: {}, findings, notJudged: [], warnings: [] };
}

const failed = {
  scenario: 'an ordinary event',
  finding: finding('plain', 'of the control'),
  reason: 'see plain',
};

describe('the record of a test whose control failed', () => {
  test('makes inconclusive what the test charged, and counts the fault where the control points', () => {
    const { findings, notJudged } = underFailedControl(
      record(finding('specific')),
      new Set(['specific']),
      failed,
    );

    expect(findings).toEqual([failed.finding]);
    expect(notJudged).toEqual([
      {
        requirement: 'specific',
        verdict: 'inconclusive',
        reason: 'The control, an ordinary event, fails as well: see plain.',
      },
    ]);
  });

  test('keeps the findings of wire rules, which hold in any scenario', () => {
    const { findings, notJudged } = underFailedControl(record(finding('wire')), new Set(), failed);

    expect(findings).toEqual([finding('wire'), failed.finding]);
    expect(notJudged).toEqual([]);
  });

  test('keeps what the test charged if the control points there, once', () => {
    const own = finding('plain');
    const { findings, notJudged } = underFailedControl(record(own), new Set(['plain']), failed);

    expect(findings).toEqual([own]);
    expect(notJudged).toEqual([]);
  });

  test('says why when the scenario could not be set up', () => {
    const unset = { scenario: 'an ordinary event', finding: undefined, reason: 'the runtime never polled' };
    const { findings, notJudged } = underFailedControl(
      record(finding('specific')),
      new Set(['specific']),
      unset,
    );

    expect(findings).toEqual([]);
    expect(notJudged[0]?.reason).toBe(
      'The control, an ordinary event, fails as well: the runtime never polled.',
    );
  });
});
