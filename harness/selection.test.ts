import { describe, expect, test } from 'vitest';
import { HarnessError } from './errors.ts';
import { select } from './selection.ts';
import type { Requirement } from './verdict/requirement.ts';

const row = (level: Requirement['level']): Requirement => ({
  level,
  basis: 'documented',
  profile: 'core',
  needs: 'opaque',
  kind: ['scenario'],
  tier: 1,
  text: 't',
  observe: 'o',
  cause: 'c',
  source: ['https://example.org/'],
});
const catalogue = {
  'next.one': row('MUST'),
  'next.two': row('SHOULD'),
  'error.one': row('MAY'),
  'invocation-id.x': row('MUST'),
};
const everything = { only: [], skip: [], level: 'MAY' } as const;

describe('select', () => {
  test.each([
    [{}, ['next.one', 'next.two', 'error.one', 'invocation-id.x']],
    [{ only: ['next'] }, ['next.one', 'next.two']],
    [{ only: ['*.one'] }, ['next.one', 'error.one']],
    [{ only: ['error.one', 'next.two'] }, ['next.two', 'error.one']],
    [{ only: ['invocation-*'] }, ['invocation-id.x']],
    [{ skip: ['next'] }, ['error.one', 'invocation-id.x']],
    [{ only: ['next'], skip: ['next.one'] }, ['next.two']],
    [{ level: 'SHOULD' as const }, ['next.one', 'next.two', 'invocation-id.x']],
  ])('%j', (options, expected) => {
    expect(select(catalogue, { ...everything, ...options })).toEqual(expected);
  });

  test.each([
    [{ only: ['nxet'] }, 'Did you mean "next"?'],
    [{ skip: ['error.on'] }, 'Did you mean "error.one"?'],
    [{ only: ['shutdown.*'] }, 'No requirement matches "shutdown.*"'],
    [{ only: ['next.one'], skip: ['next'] }, 'leaves no requirement'],
    [{ only: ['error'], level: 'MUST' as const }, 'leaves no requirement'],
  ])('refuses %j', (options, sentence) => {
    expect(() => select(catalogue, { ...everything, ...options })).toThrow(HarnessError);
    expect(() => select(catalogue, { ...everything, ...options })).toThrow(sentence);
  });
});
