import { describe, expect, it } from 'vitest';
import { truncate, value, wrap } from './layout.ts';

describe('wrap', () => {
  it('fills lines with whole words up to the width', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('one two three', 6)).toEqual(['one', 'two', 'three']);
  });

  it('breaks a word that is longer than a line', () => {
    expect(wrap('a bbbbbbb c', 3)).toEqual(['a', 'bbb', 'bbb', 'b c']);
  });

  it('never breaks a link', () => {
    expect(wrap('see https://example.com/a/b for more', 8)).toEqual([
      'see',
      'https://example.com/a/b',
      'for more',
    ]);
  });

  it('never splits a surrogate pair', () => {
    expect(wrap('🎉🎉🎉', 2)).toEqual(['🎉🎉', '🎉']);
  });
});

describe('truncate', () => {
  it('marks the cut within the width', () => {
    expect(truncate('🎉🎉🎉', 3)).toBe('🎉🎉🎉');
    expect(truncate('🎉🎉🎉', 2)).toBe('🎉…');
    expect(truncate('abc', 0)).toBe('…');
  });
});

describe('value', () => {
  it('leaves out the middle of a long value unless verbose', () => {
    const long = `${'a'.repeat(300)}${'b'.repeat(1300)}`;

    expect(value(long, false)).toBe(`${'a'.repeat(200)} … 1,200 characters … ${'b'.repeat(200)}`);
    expect(value(long, true)).toBe(long);
  });
});
