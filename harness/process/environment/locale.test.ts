import { expect, test } from 'vitest';
import { languageFrom } from './locale.ts';

test.each([
  ['C\nC.utf8\nPOSIX\nen_US.utf8\n', 'en_US.UTF-8'],
  ['C\nPOSIX\nde_DE.UTF-8\nen_US.UTF-8\n', 'en_US.UTF-8'],
  ['C\nC.utf8\nPOSIX\n', 'C.UTF-8'],
  ['C\nPOSIX\nde_DE\nde_DE.utf8\n', 'de_DE.utf8'],
  ['C\nPOSIX\nde_DE\n', 'C.UTF-8'],
  ['', 'C.UTF-8'],
])('of the locales %j takes %s', (list, language) => {
  expect(languageFrom(list)).toBe(language);
});
