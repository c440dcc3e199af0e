/** A test that watches for what must not happen says so, or a busy machine could make it hold. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { home } from './support/places.ts';

/** They wait as long for something that must happen, or until the runtime is idle. */
const awaitsSomething = [
  'suites/deadline/managed-instances.suite.ts',
  'suites/error/refused.suite.ts',
  'suites/init/large-output.suite.ts',
  'suites/logging/logging.suite.ts',
  'suites/loop/loop.suite.ts',
  'suites/next/next.suite.ts',
  'suites/response/refusal-logged.suite.ts',
  'suites/response/refused.suite.ts',
  // Only wire rules judge it, over all traces.
  'suites/loop/normal-session.suite.ts',
];

test('every suite with a quiet wait judges by verifyAbsence', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.suite.ts'],
    {
      cwd: home,
      encoding: 'utf8',
    },
  ).split('\n');
  const texts = files
    .filter((file) => file !== '')
    .map((file) => ({ file, text: readFileSync(join(home, file), 'utf8') }));

  const quiet = texts.filter(({ text }) =>
    /\bquietMs\b|\bfewPolls\(|\bseeWhileBusy\(|\bbusyShare\(/.test(text),
  );
  const unmarked = quiet.filter(({ text }) => !text.includes('verifyAbsence(')).map(({ file }) => file);

  expect(quiet.length).toBeGreaterThan(15);
  expect(unmarked.toSorted()).toEqual(awaitsSomething.toSorted());
});
