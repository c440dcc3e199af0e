import { describe, expect, test } from 'vitest';
import { changesSince, frozenCatalogue, setNamed, type RequirementSet } from './requirement-set.ts';
import { sampleRequirement } from './testing/sample-requirement.ts';

const set: RequirementSet = {
  'next.same': { level: 'MUST', profile: 'core' },
  'next.raised': { level: 'MAY', profile: 'core' },
  'next.lowered': { level: 'MUST', profile: 'core' },
  'next.no-advice': { level: 'MUST', advisory: true, profile: 'core' },
  'next.now-advice': { level: 'MUST', profile: 'core' },
  'next.now-core': { level: 'SHOULD', profile: 'streaming' },
  'next.now-streaming': { level: 'SHOULD', profile: 'core' },
  'next.withdrawn': { level: 'SHOULD', profile: 'core' },
};
const catalogue = {
  'next.same': sampleRequirement('MUST'),
  'next.added': sampleRequirement('MUST'),
  'next.raised': sampleRequirement('MUST'),
  'next.lowered': sampleRequirement('SHOULD'),
  'next.no-advice': sampleRequirement('MUST'),
  'next.now-advice': sampleRequirement('MUST', { advisory: true }),
  'next.now-core': sampleRequirement('SHOULD'),
  'next.now-streaming': sampleRequirement('SHOULD', { profile: 'streaming' }),
};

describe('the catalogue under a set', () => {
  const frozen = frozenCatalogue(catalogue, set);

  test('lacks what was added later, and what was withdrawn', () => {
    expect(Object.keys(frozen)).toEqual(Object.keys(catalogue).filter((id) => id !== 'next.added'));
  });

  test.each([
    ['next.raised', { level: 'MAY' }],
    ['next.no-advice', { level: 'MUST', advisory: true }],
    ['next.now-core', { profile: 'streaming' }],
  ])('judges %s no more strictly than the set: %j', (id, expected) => {
    expect(frozen[id]).toMatchObject(expected);
  });

  test.each([
    ['next.lowered', { level: 'SHOULD' }],
    ['next.now-advice', { level: 'MUST', advisory: true }],
    ['next.now-streaming', { profile: 'streaming' }],
  ])('keeps %s weak where it was weakened since: %j', (id, expected) => {
    expect(frozen[id]).toMatchObject(expected);
  });

  test('has the other rows as they are', () => {
    expect(frozen['next.same']).toEqual(catalogue['next.same']);
  });
});

test('changes since a set are additions, changes and withdrawals', () => {
  expect(changesSince(catalogue, set)).toEqual([
    { id: 'next.added', kind: 'added', before: null, after: 'MUST' },
    { id: 'next.raised', kind: 'changed', before: 'MAY', after: 'MUST' },
    { id: 'next.lowered', kind: 'changed', before: 'MUST', after: 'SHOULD' },
    { id: 'next.no-advice', kind: 'changed', before: 'MUST*', after: 'MUST' },
    { id: 'next.now-advice', kind: 'changed', before: 'MUST', after: 'MUST*' },
    { id: 'next.now-core', kind: 'changed', before: 'SHOULD streaming', after: 'SHOULD' },
    { id: 'next.now-streaming', kind: 'changed', before: 'SHOULD', after: 'SHOULD streaming' },
    { id: 'next.withdrawn', kind: 'withdrawn', before: 'SHOULD', after: null },
  ]);
});

test('an unknown set is one sentence with the known ones', () => {
  const sets = { '2026.11': set, '2027.02': set };

  expect(setNamed('2027.02', sets)).toBe(set);
  expect(() => setNamed('2026.12', sets)).toThrow(
    'There is no set of requirements "2026.12". The sets are 2026.11 and 2027.02; did you mean 2026.11?',
  );
  expect(() => setNamed('__proto__', {})).toThrow('This lambdaspec has no set.');
});
