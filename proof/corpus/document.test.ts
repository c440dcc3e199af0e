import { expect, test } from 'vitest';
import { corpusDocument } from './document.ts';
import type { RealBug } from './bugs/bug.ts';

const kills = new Map([['next.user-agent', true]]);

function tableOf(bug: RealBug): string {
  return corpusDocument([{ title: 'Polling', bugs: [bug] }], kills).split('## Polling\n')[1] ?? '';
}

const facts = { id: 'BUG-001', runtime: 'Go', reference: 'a/b#1', bug: 'It broke.' } as const;

test('a bug is a row with its mutants and their outcome', () => {
  expect(tableOf({ ...facts, year: 2020, mutants: ['next.user-agent'] })).toBe(`
| bug | runtime | what went wrong | caught by, with mutant | detected |
| --- | --- | --- | --- | --- |
| BUG-001<br>a/b [#1](https://github.com/a/b/issues/1) | Go, 2020 | It broke. | \`next.user-agent\` | yes |
`);
});

test('an undetected bug is marked in bold, and one out of scope has a reason', () => {
  expect(tableOf({ ...facts, undetected: 'no test reads it' })).toContain('| **no**: no test reads it |');
  expect(tableOf({ ...facts, mutants: ['next.any-json-value'] })).toContain(
    '| **no**: not judged yet: next.any-json-value |',
  );
  expect(
    tableOf({ ...facts, outOfScope: 'jvm-only', requirements: ['trace.jvm-system-property'] }),
  ).toContain('| (`trace.jvm-system-property`) | out of scope: visible only inside a Java virtual machine |');
});

test('issues and commits of several repositories are linked, releases are not', () => {
  const row = tableOf({ ...facts, reference: 'a/b#1, 0a1b2c3; c/d-e.f 1.0.0; g/h', outOfScope: 'jvm-only' });

  expect(row).toContain(
    'a/b [#1](https://github.com/a/b/issues/1), [0a1b2c3](https://github.com/a/b/commit/0a1b2c3); c/d-e.f 1.0.0; [g/h](https://github.com/g/h)',
  );
});

test('text cannot leave its cell or become a tag', () => {
  const row = tableOf({
    ...facts,
    bug: 'a | b\n<script>&amp; [x](y) *z* `c_d|<e>` f`_',
    outOfScope: 'jvm-only',
  });

  expect(row).toContain('| a \\| b &lt;script>&amp;amp; \\[x\\](y) \\*z\\* `c_d\\|<e>` f\\`\\_ |');
});

test('the totals are counted per class and overall', () => {
  const classes = [
    { title: 'One', bugs: [{ ...facts, mutants: ['next.user-agent'] as const }] },
    {
      title: 'Other',
      bugs: [
        { ...facts, undetected: 'why' },
        { ...facts, outOfScope: 'jvm-only' as const },
      ],
    },
  ];
  const document = corpusDocument(classes, kills);

  expect(document).toContain('| One | 1 | 1 | 1 | 100.0 % |');
  expect(document).toContain('| Other | 2 | 1 | 0 | 0.0 % |');
  expect(document).toContain('| **all** | **3** | **2** | **1** | **50.0 %** |');
  expect(document).toContain('| visible only inside a Java virtual machine | 1 |');
});
