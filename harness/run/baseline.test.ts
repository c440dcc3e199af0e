import { describe, expect, test } from 'vitest';
import type { Deviation, RequirementResult, Verdict } from './run.ts';
import type { Requirement } from './requirement.ts';
import { applyBaseline, unknownEntries, type BaselineEntry } from './baseline.ts';

const dated = { file: 'b.yaml', today: '2026-11-23', os: 'linux', arch: 'x64' };
const whole = {
  ids: ['a.bad', 'a.good', 'a.dark', 'a.absent'],
  partial: false,
};

const result = (id: string, verdict: Verdict): RequirementResult => ({
  id,
  area: 'a',
  level: 'MUST',
  advisory: false,
  basis: 'documented',
  profile: 'core',
  provokedBy: 'function',
  costs: 'process',
  text: 'The runtime does it.',
  source: ['https://example.org/'],
  cause: 'It does not.',
  verdict,
  reason: null,
  observations: 1,
  deviations: [],
});

const deviation = (requirement: string, code = 'did-not'): Deviation => ({
  key: 'd1',
  requirement,
  code,
  level: 'MUST',
  message: 'It did not.',
  expected: 'this',
  actual: 'that',
  test: 'does it',
  times: 1,
  case: null,
  counterexample: null,
  replay: null,
  trace: [],
  output: '',
  expectedBecause: null,
});

const found = {
  requirements: [
    result('a.bad', 'deviates'),
    result('a.good', 'conformant'),
    result('a.dark', 'inconclusive'),
  ],
  deviations: [deviation('a.bad')],
};
const expects = (requirement: string, more: Partial<BaselineEntry> = {}): BaselineEntry => ({
  requirement,
  reason: `why ${requirement}`,
  line: 2,
  ...more,
});
const apply = (...entries: BaselineEntry[]): ReturnType<typeof applyBaseline> =>
  applyBaseline(found, { ...dated, entries }, whole);
const verdictOf = (applied: ReturnType<typeof applyBaseline>, id: string): string | undefined =>
  applied.requirements.find((one) => one.id === id)?.verdict;

describe('the six situations', () => {
  test('expected: the deviation carries the reason and does not count', () => {
    const applied = apply(expects('a.bad'));

    expect(verdictOf(applied, 'a.bad')).toBe('expected-deviation');
    expect(applied.deviations[0]?.expectedBecause).toBe('why a.bad');
    expect(applied.use.problems).toEqual([]);
  });

  test('new: an unexpected deviation still counts', () => {
    const applied = apply();

    expect(verdictOf(applied, 'a.bad')).toBe('deviates');
    expect(applied.deviations[0]?.expectedBecause).toBeNull();
  });

  test('stale: an expected deviation that no longer occurs', () => {
    const applied = apply(expects('a.bad'), expects('a.good', { line: 9 }));

    expect(verdictOf(applied, 'a.good')).toBe('unexpectedly-conformant');
    expect(applied.use.problems).toMatchObject([{ kind: 'stale', line: 9 }]);
  });

  test.each([
    ['a.god', 'No requirement matches "a.god"; did you mean "a.good"?'],
    ['a.god/did-not', 'No requirement matches "a.god"; did you mean "a.good"?'],
    ['a.bad/did', 'No deviation of "a.bad" has the code "did"; did you mean "a.bad/did-not"?'],
    ['a.good/did-not', 'No deviation of "a.good" has the code "did-not"; did you mean "a.good"?'],
  ])('unknown: %s is not in the catalogue; the message suggests the nearest', (named, message) => {
    const baseline = { file: 'b.yaml', entries: [expects(named, { line: 4 }), expects('a.*/did-not')] };
    const row: Requirement = {
      level: 'MUST',
      basis: 'documented',
      profile: 'core',
      needs: 'opaque',
      tier: 1,
      provokedBy: 'function',
      costs: 'process',
      text: 'The runtime does it.',
      observe: 'Look.',
      cause: 'It does not.',
      source: ['https://example.org/'],
    };
    const catalogue = { 'a.bad': { ...row, deviations: { 'did-not': 'It did not.' } }, 'a.good': row };

    expect(unknownEntries(baseline, catalogue)).toEqual([{ kind: 'unknown', line: 4, message }]);
  });

  test('expired: from the day after its last day', () => {
    expect(apply(expects('a.bad', { until: '2026-11-22' })).use.problems).toMatchObject([
      { kind: 'expired' },
    ]);
    expect(apply(expects('a.bad', { until: '2026-11-23' })).use.problems).toEqual([]);
  });

  test('ambiguous: two entries for one deviation; the message names both lines', () => {
    const { problems } = apply(expects('a.bad', { line: 3 }), expects('a.b*', { line: 6 })).use;

    expect(problems).toMatchObject([
      { kind: 'ambiguous', line: 3, message: expect.stringContaining('Lines 3 and 6') },
    ]);
  });
});

describe('an entry', () => {
  test('with a code matches only that code', () => {
    const other = apply(expects('a.bad/exploded'));

    expect(verdictOf(other, 'a.bad')).toBe('deviates');
    expect(other.use.problems).toMatchObject([
      { kind: 'stale', message: expect.stringContaining('no longer with') },
    ]);
    expect(verdictOf(apply(expects('a.bad/did-not')), 'a.bad')).toBe('expected-deviation');
  });

  test('covers one of two deviations only: the requirement still deviates', () => {
    const two = { ...found, deviations: [deviation('a.bad'), deviation('a.bad', 'exploded')] };
    const applied = applyBaseline(two, { ...dated, entries: [expects('a.bad/did-not')] }, whole);

    expect(verdictOf(applied, 'a.bad')).toBe('deviates');
    expect(applied.deviations.map(({ expectedBecause }) => expectedBecause)).toEqual([
      'why a.bad/did-not',
      null,
    ]);
  });

  test('for another platform expects nothing and is not stale', () => {
    const applied = apply(expects('a.*', { when: { arch: 'arm64' } }));

    expect(verdictOf(applied, 'a.bad')).toBe('deviates');
    expect(applied.use.problems).toEqual([]);
    expect(applied.warnings).toEqual([]);
  });

  test('for an unjudged requirement gives a warning and is not stale', () => {
    const applied = apply(expects('a.bad'), expects('a.dark'));

    expect(applied.use.problems).toEqual([]);
    expect(applied.warnings).toEqual([expect.stringContaining('b.yaml:2: this run did not judge')]);
  });

  test.each(['a.d*', 'a.absent', 'a.*t'])('%s includes an unjudged requirement', (glob) => {
    expect(apply(expects(glob)).use.problems).toEqual([]);
  });

  test('is never stale in a shard', () => {
    const baseline = { ...dated, entries: [expects('a.good')] };
    const applied = applyBaseline(found, baseline, { ...whole, partial: true });

    expect(applied.use.problems).toEqual([]);
    expect(verdictOf(applied, 'a.good')).toBe('conformant');
    expect(applied.warnings).toEqual([]);
  });

  test('with a glob is used as long as one of its requirements deviates', () => {
    const applied = apply(expects('a.*'));

    expect(applied.use.problems).toEqual([]);
    expect(verdictOf(applied, 'a.good')).toBe('conformant');
  });
});
