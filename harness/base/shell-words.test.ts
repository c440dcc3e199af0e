import { expect, it } from 'vitest';
import { commandLine } from './shell-words.ts';

it('quotes what a shell would take apart, and nothing else', () => {
  expect(commandLine(['./bootstrap', '--a=b', 'two words', "it's", '$HOME', ''])).toBe(
    String.raw`./bootstrap --a=b 'two words' 'it'\''s' '$HOME' ''`,
  );
});
