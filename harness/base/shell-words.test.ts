import { expect, it } from 'vitest';
import { commandLine } from './shell-words.ts';

it('quotes only what a shell would split or expand', () => {
  expect(commandLine(['./bootstrap', '--a=b', 'two words', "it's", '$HOME', ''])).toBe(
    String.raw`./bootstrap --a=b 'two words' 'it'\''s' '$HOME' ''`,
  );
});
