/** The words that CONTRIBUTING.md rules out do not come back. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { home } from './support/places.ts';

const ruledOut =
  /\b(?:nobody|somebody|whatever|anew|mend(?:s|ed|ing)?|for ever)\b|\b(?:comes|makes|made) of it\b|\b(?:is|are) none of\b/i;

/** The page that states the rule, the user `nobody` of Unix, and this file. */
const exempt = ['CONTRIBUTING.md', 'suites/init/read-only-root.suite.ts', 'proof/words.test.ts'];

test('code and documents use plain words', () => {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.mjs', '*.py', '*.md', '*.yml'], {
    cwd: home,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && !exempt.includes(file));
  const found = files.flatMap((file) =>
    readFileSync(join(home, file), 'utf8')
      .split('\n')
      .flatMap((line, n) => (ruledOut.test(line) ? [`${file}:${n + 1}: ${ruledOut.exec(line)?.[0]}`] : [])),
  );

  expect(found).toEqual([]);
});
