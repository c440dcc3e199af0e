import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { test as inFolder } from '../support/run-command.ts';
import { checkExample, exampleNames, readExample } from './examples.ts';
import { exampleSchema } from './example-file.ts';
import { findingsSchema } from './findings-file.ts';
import { judgeArguments, missingSentence, missingTools } from './judging.ts';
import { ExampleMistakes, parseYaml } from './yaml-file.ts';

test.each(exampleNames())(
  'the folder of the example %s is complete, and names requirements that exist',
  (name) => {
    expect(checkExample(name)).toEqual([]);
  },
);

const example = `title: A runtime
language: Go
by: AWS
runtime: example.org/runtime
version: 1.10
source: https://example.org
needs: [go]
debian: [golang]
bootstrap: build/bootstrap
arguments: [--probe]
profiles: [core]
`;

const findings = `- slug: exits-on-410
  title: The runtime ends when /next answers 410
  requirements: [loop.order/two-outcomes]
  cause: The loop returns.
  places: [{ file: loop.go, line: 63, says: returns on any error }]
  judgement: fault
  why: The documentation asks for another poll.
  upstream: { known: false, searched: ['410'] }
  reproduce: lambdaspec --only loop.order build/bootstrap
`;

function mistakesIn(text: string, schema: typeof exampleSchema | typeof findingsSchema): readonly string[] {
  try {
    parseYaml(text, 'f.yaml', schema);
    return [];
  } catch (error) {
    if (error instanceof ExampleMistakes) return error.mistakes;
    throw error;
  }
}

/** Each mistake as far as the sentence that is expected goes. */
function beginnings(mistakes: readonly string[], expected: readonly string[]): string[] {
  return mistakes.map((mistake, n) => mistake.slice(0, expected[n]?.length));
}

describe('example.yaml', () => {
  test('keeps a version as it is written', () => {
    expect(parseYaml(example, 'f.yaml', exampleSchema).version).toBe('1.10');
  });

  test.each([
    ['title: A runtime\n', '', 'f.yaml: "title" is missing.'],
    ['title: A runtime', 'titel: A runtime', 'f.yaml: "title" is missing.', 'f.yaml: unknown key "titel".'],
    ['version: 1.10\n', '', 'f.yaml: "version" expects a value, since "by" is not lambdaspec.'],
    ['https://', 'http://', 'f.yaml: "source" expects an address with https.'],
    ['profiles: [core]', 'profiles: [streaming]', 'f.yaml: "profiles" expects core among the profiles.'],
    ['[core]', '[core, fast]', 'f.yaml: "profiles[1]" expects one of core, streaming, '],
    ['[go]', 'go', 'f.yaml: "needs" expects a list.'],
    ['[--probe]', '[--out, x]', 'f.yaml: "arguments[0]" expects none of --profile'],
    ['[core]', '[core', 'f.yaml:12: invalid YAML: '],
  ])('%j as %j: says what is wrong', (from, to, ...expected) => {
    const found = mistakesIn(example.replace(from, to), exampleSchema);

    expect(beginnings(found, expected)).toEqual(expected);
  });

  test('says that a file is empty', () => {
    expect(mistakesIn('', exampleSchema)).toEqual(['f.yaml: the file is empty.']);
  });
});

describe('findings.yaml', () => {
  test('takes a finding', () => {
    expect(parseYaml(findings, 'f.yaml', findingsSchema)).toMatchObject([{ judgement: 'fault' }]);
  });

  test.each([
    ['fault', 'bug', 'f.yaml: entry 1: "judgement" expects one of fault, deliberate, debatable.'],
    ['line: 63', 'line: main', 'f.yaml: entry 1: "places[0].line" expects a line, or a range such as 10-14.'],
    ['line: 63, ', '', 'f.yaml: entry 1: "places[0].line" is missing.'],
    [
      "false, searched: ['410']",
      'true',
      'f.yaml: entry 1: "upstream" expects known: false with a list "searched"',
    ],
    ['exits-on-410', 'Exits', 'f.yaml: entry 1: "slug" expects lower-case words with hyphens.'],
    ['- slug', 'slug', 'f.yaml: the file expects a list of findings.'],
    ['lambdaspec --only', 'node main.js', 'f.yaml: entry 1: "reproduce" expects a command that begins with'],
  ])('%j as %j: says what is wrong', (from, to, expected) => {
    const indent = from === '- slug' ? '' : '  ';
    const text = findings.replace(from, to).replaceAll(/^ {2}(?=\w)/gm, indent);

    expect(beginnings(mistakesIn(text, findingsSchema), [expected])).toEqual([expected]);
  });

  test('refuses two findings of one name', () => {
    expect(mistakesIn(findings + findings, findingsSchema)).toEqual([
      'f.yaml: entry 2: "slug" expects a name that no other finding has.',
    ]);
  });
});

const baseline = `expected:
  - requirement: loop.order/two-outcomes
    reason: the client posts every result twice
`;

/** A complete example, with some of its files replaced; undefined removes one. */
function written(root: string, files: Readonly<Record<string, string | undefined>> = {}): void {
  const all = {
    'README.md': 'npm run example -- x',
    'build.sh': '',
    'example.yaml': example,
    'findings.yaml': findings,
    'lambdaspec.baseline.yaml': baseline,
    ...files,
  };
  mkdirSync(join(root, 'x'));
  for (const [name, text] of Object.entries(all)) {
    if (text === undefined) continue;
    writeFileSync(join(root, 'x', name), text);
    if (name === 'build.sh') chmodSync(join(root, 'x', name), 0o755);
  }
}

describe('the folder of an example', () => {
  inFolder('is complete with these files', ({ folder }) => {
    written(folder);

    expect(checkExample('x', folder)).toEqual([]);
    expect(readExample('x', folder)).toMatchObject({ name: 'x', hasBaseline: true, findings: [{}] });
  });

  inFolder.for([
    [{ 'README.md': undefined }, 'README.md is missing.'],
    [{ 'README.md': 'x' }, 'README.md does not say how to judge it: `npm run example -- x`.'],
    [{ 'example.yaml': undefined }, 'example.yaml is missing.'],
    [{ 'example.yaml': example.replace('build/', '') }, 'bootstrap is missing.'],
    [{ 'example.yaml': example.replace('build/', ''), bootstrap: '' }, 'bootstrap is not executable.'],
    [
      { 'findings.yaml': undefined },
      'lambdaspec.baseline.yaml:2: loop.order/two-outcomes is named by no finding in findings.yaml.',
    ],
    [
      { 'findings.yaml': findings.replace('two-outcomes', 'two-outcome') },
      'findings.yaml: exits-on-410: loop.order has no code "two-outcome"; did you mean "two-outcomes"?',
      'lambdaspec.baseline.yaml:2: loop.order/two-outcomes is named by no finding in findings.yaml.',
    ],
    [
      { 'findings.yaml': findings + findings.replace('exits-on-410', 'other') },
      'findings.yaml: loop.order/two-outcomes is named by exits-on-410 and by other.',
    ],
    [
      { 'findings.yaml': findings + findings.replace('exits-on-410', 'other').replace('/two-outcomes', '') },
      'findings.yaml: loop.order is named by exits-on-410 and by other.',
    ],
    [
      { 'lambdaspec.baseline.yaml': baseline.replace(/the client.*/, 'known') },
      'lambdaspec.baseline.yaml:2: the reason does not name the cause in a sentence.',
    ],
    [
      {
        'lambdaspec.baseline.yaml': `${baseline}  - { requirement: loop.odrer, reason: the client posts every result twice }\n`,
      },
      'lambdaspec.baseline.yaml:4: No requirement matches "loop.odrer"; did you mean "loop.order"?',
      'lambdaspec.baseline.yaml:4: loop.odrer is named by no finding in findings.yaml.',
    ],
  ] as const)('%j: says what is wrong', ([files, ...expected], { folder }) => {
    written(folder, files);

    expect(checkExample('x', folder)).toEqual(expected.map((mistake) => `examples/x/${mistake}`));
  });

  inFolder('proposes the name that was meant', ({ folder }) => {
    written(folder);
    cpSync(join(folder, 'x'), join(folder, 'python'), { recursive: true });
    rmSync(join(folder, 'x'), { recursive: true });

    expect(() => readExample('pyhton', folder)).toThrow(
      'There is no example "pyhton"; did you mean "python"?',
    );
  });
});

test('an example is judged with its profiles, its baseline and its arguments, before those of the user', () => {
  const { needs: _, ...judged } = parseYaml(example, 'f.yaml', exampleSchema);

  expect(
    judgeArguments({ ...judged, profiles: ['core', 'streaming'], hasBaseline: true }, ['--quick']),
  ).toEqual([
    '--profile',
    'core,streaming',
    '--baseline',
    'lambdaspec.baseline.yaml',
    '--probe',
    '--quick',
    './build/bootstrap',
  ]);
});

test('names the commands that a machine lacks, and the packages that bring them', () => {
  const needed = { needs: ['sh', 'no-such-tool'], debian: ['toolbox'] };

  expect(missingTools(needed)).toEqual(['no-such-tool']);
  expect(missingSentence(needed, missingTools(needed))).toBe(
    'This machine has no no-such-tool (Debian: apt-get install toolbox).',
  );
});
