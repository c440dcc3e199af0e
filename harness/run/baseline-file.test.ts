import { describe, expect, test } from 'vitest';
import { parseBaseline, updateBaseline } from './baseline-file.ts';

const file = 'b.yaml';
const text = `# ours
expected:
  # known since 2018
  - requirement: next.one
    reason: upstream 21 # see there
    until: 2027-01-31
  - requirement: error.*
    reason: >
      long
      story
    when: { arch: arm64 }
`;

describe('parseBaseline', () => {
  test('reads entries with their lines', () => {
    expect(parseBaseline(text, file).entries).toEqual([
      { requirement: 'next.one', reason: 'upstream 21', until: '2027-01-31', line: 4 },
      {
        requirement: 'error.*',
        reason: 'long story',
        when: { arch: 'arm64' },
        line: 7,
      },
    ]);
  });

  test.each([
    ['', 'b.yaml:1: a baseline has one key, "expected"'],
    ['- a', 'b.yaml:1: a baseline has one key'],
    ['expected: {', 'b.yaml:1: invalid YAML'],
    ['expected:\n  - next.one', 'b.yaml:2: an entry is a mapping'],
    ['expected:\n  - requirement: next.one', 'b.yaml:2: an entry needs "reason"'],
    ['expected:\n  - { requirement: a.b, reason: "" }', 'b.yaml:2: "reason" is invalid'],
    ['expected:\n\n  - { requirement: a.b, reason: r, untill: x }', 'b.yaml:3: an entry has no "untill"'],
    ['expected:\n  - { requirement: a.b, reason: r, until: soon }', '"until" expects a day, YYYY-MM-DD'],
    [
      'expected:\n  - { requirement: a.b, reason: r, until: 2026-13-45 }',
      '"until" expects a day, YYYY-MM-DD',
    ],
    ['expected:\n  - { requirement: a.b, reason: r, when: { cpu: arm } }', 'an entry has no "cpu"'],
    [
      'expected:\n  - { requirement: a.b, reason: r, message: did not }',
      'b.yaml:2: "message" is no longer supported: write "requirement: a.b/CODE"',
    ],
    ['expected:\n  - &a { requirement: a.b, reason: r }\n  - *b', 'an entry is a mapping'],
  ])('rejects %j in one sentence', (wrong, sentence) => {
    expect(() => parseBaseline(wrong, file)).toThrow(sentence);
    expect(() => parseBaseline(wrong, file)).toThrow(/^[^\n]*$/);
  });
});

describe('updateBaseline', () => {
  test('adds and removes entries and preserves the rest of the file', () => {
    expect(updateBaseline(text, file, { add: ['loop.order'], remove: [7], reason: 'Recorded.' })).toBe(`# ours
expected:
  # known since 2018
  - requirement: next.one
    reason: upstream 21 # see there
    until: 2027-01-31
  - requirement: loop.order
    reason: Recorded.
`);
  });

  test('writes a new file with a comment on its format', () => {
    const written = updateBaseline('', file, { add: ['loop.order'], remove: [], reason: 'Recorded.' });

    expect(written).toMatch(/^# Expected deviations/);
    expect(parseBaseline(written, file).entries).toMatchObject([
      { requirement: 'loop.order', reason: 'Recorded.' },
    ]);
  });
});

test.each([
  ['100,000 brackets', `expected:\n${'['.repeat(100_000)}`, 'nested too deeply'],
  ['100,000 mappings in a line', `expected:\n${'{a: '.repeat(50_000)}`, 'nested too deeply'],
  ['100,000 lists in a line', `expected:\n${'- '.repeat(100_000)}`, 'nested too deeply'],
  ['100,000 ends', ']'.repeat(100_000), 'a bracket ends what no bracket begins'],
  ['an alias to nothing', 'expected:\n- { requirement: *a, reason: b }', 'expected string, received array'],
  ['a key twice', 'expected:\n- { reason: a, requirement: b, reason: c }', 'the key "reason" twice'],
  [
    'a key of nested mappings',
    `expected:\n- ${'{ ? '.repeat(60)}a${' }'.repeat(60)}`,
    'an entry needs "requirement"',
  ],
  [
    'an alias that doubles forty times',
    `expected:\n- &l0 [x, x]\n${Array.from({ length: 40 }, (_, n) => `- &l${n + 1} [*l${n}, *l${n}]\n`).join('')}- { requirement: *l40, reason: b }`,
    'an entry is a mapping',
  ],
])('refuses %s in a moment', (_, damaged, sentence) => {
  const began = process.cpuUsage();
  expect(() => parseBaseline(damaged, 'b.yaml')).toThrow(sentence);
  expect(() => parseBaseline(damaged, 'b.yaml')).toThrow(/^b\.yaml:\d+: [^\n]*\.$/);
  expect(process.cpuUsage(began).user).toBeLessThan(5_000_000);
});
