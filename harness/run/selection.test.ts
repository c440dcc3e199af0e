import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HarnessError } from '../base/errors.ts';
import { complaintAbout, thrownBy } from '../cli/fixtures/complaint.ts';
import { select } from './selection.ts';
import { sampleRequirement } from './testing/sample-requirement.ts';

const catalogue = {
  'next.one': sampleRequirement('MUST'),
  'next.two': sampleRequirement('SHOULD'),
  'error.one': sampleRequirement('MAY'),
  'invocation-id.x': sampleRequirement('MUST'),
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

  test.each([
    ['!next.*', ['error.one', 'invocation-id.x']],
    ['{next,error}.one', ['next.one', 'error.one']],
    ['**', ['next.one', 'next.two', 'error.one', 'invocation-id.x']],
    ['next.[ot]*', ['next.one', 'next.two']],
    ['next.???', ['next.one', 'next.two']],
    ['(next|error).on*', ['next.one', 'error.one']],
  ])('the glob %s', (glob, expected) => {
    expect(select(catalogue, { ...everything, only: [glob] })).toEqual(expected);
  });

  test.each([
    '',
    '[',
    '[a',
    '{',
    'next.(',
    '\\*',
    'next.+',
    '^next',
    'next.*$',
    '*'.repeat(70_000),
    'x'.repeat(100_000),
  ])('rejects text that only looks like a pattern (%#)', (pattern) => {
    const thrown = thrownBy(() => select(catalogue, { ...everything, only: [pattern] }));

    expect(complaintAbout(thrown, 'SELECTION_EMPTY')).toBeUndefined();
  });

  test.each(['__proto__', 'constructor', 'toString', '__proto__.*', 'hasOwnProperty'])(
    'treats names of object properties as ordinary names: %s',
    (name) => {
      expect(() => select(catalogue, { ...everything, only: [name] })).toThrow('No requirement matches');
      expect(
        select(
          { [name]: sampleRequirement('MUST'), 'a.b': sampleRequirement('MUST') },
          { ...everything, skip: ['a'] },
        ),
      ).toEqual([name]);
    },
  );

  test(
    'for any input, selects known ids in order or rejects in one short sentence',
    { timeout: 60_000 },
    () => {
      const piece = oneof(
        constantFrom(
          'next',
          'error',
          'one',
          '.',
          '*',
          '**',
          '!',
          '{',
          '}',
          ',',
          '[',
          ']',
          '(',
          ')',
          '|',
          '?',
          '+',
          '^',
          '$',
        ),
        constantFrom(
          '\\',
          '/',
          '-',
          ' ',
          '\n',
          '\u0000',
          '\u202e',
          '\ud800',
          '__proto__',
          'constructor',
          'ż',
          '😀',
        ),
        string({ maxLength: 3, unit: 'binary' }),
      );
      const pattern = array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
      const patterns = array(pattern, { maxLength: 3 });
      const ids = Object.keys(catalogue);
      assert(
        property(patterns, patterns, constantFrom('MUST', 'SHOULD', 'MAY'), (only, skip, level) => {
          let selected: readonly string[] = [];
          const thrown = thrownBy(() => (selected = select(catalogue, { only, skip, level })));

          const complaint = thrown === undefined ? undefined : complaintAbout(thrown, 'SELECTION_EMPTY');
          expect(complaint).toBeUndefined();
          // It rejects exactly when nothing is selected.
          expect(selected.length === 0).toBe(thrown !== undefined);
          expect(ids.filter((id) => selected.includes(id))).toEqual(selected);
        }),
        {
          numRuns: 500,
          examples: [
            [['*'], ['next.*'], 'MUST'],
            [['\n'], [], 'MAY'],
            [['next.*'], ['next'], 'MAY'],
          ],
        },
      );
    },
  );
});
