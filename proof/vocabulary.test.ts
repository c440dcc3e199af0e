/** Only `harness/trace/calls.ts` decides which request is which call, and which connection has ended. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { home } from './support/places.ts';

/** A comparison that takes a request for a call by its path alone, or any connection for the one in question. */
const byItself = /\bendpoint\s*[!=]==?|[!=]==?\s*'connection-closed'|includes\(\w*\.?endpoint\)/;

/** The vocabulary, and what routes requests before there is a reply. */
const exempt = /^harness\/(?:trace|runtime-api)\/|\/testing\/|\.test\.ts$/;

test('a request counts as a call only by the vocabulary of the trace', () => {
  const files = execFileSync('git', ['ls-files', 'harness/*.ts', 'suites/*.ts', 'main.ts', 'command.ts'], {
    cwd: home,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file !== '' && !exempt.test(file));
  const found = files.flatMap((file) =>
    readFileSync(join(home, file), 'utf8')
      .split('\n')
      .flatMap((line, n) => (byItself.test(line) ? [`${file}:${n + 1}: ${line.trim()}`] : [])),
  );

  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
