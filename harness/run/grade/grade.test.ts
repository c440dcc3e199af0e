import { describe, expect, test } from 'vitest';
import type { Requirement } from '../requirement.ts';
import type { Finding, TestRecord } from '../test-record.ts';
import type { GradeInput } from './grade-input.ts';
import { grade } from './grade.ts';

const requirement = (more: Partial<Requirement> = {}): Requirement => ({
  level: 'MUST',
  basis: 'documented',
  profile: 'core',
  needs: 'opaque',
  tier: 1,
  provokedBy: 'function',
  costs: 'process',
  text: 'The runtime does it.',
  observe: 'Look.',
  deviations: { 'did-not': 'It did not.' },
  cause: 'It does not.',
  source: ['https://example.org/'],
  ...more,
});

const record = (more: Partial<TestRecord> = {}): TestRecord => ({
  test: 'does it',
  observations: {},
  findings: [],
  notJudged: [],
  warnings: [],
  ...more,
});

const finding = (id: string, code = 'did-not'): Finding => ({
  requirement: id,
  code,
  expected: 'this',
  actual: 'that',
  trace: [],
  output: '',
});

function graded(more: Partial<GradeInput>): ReturnType<typeof grade> {
  const catalogue = {
    'a.must': requirement(),
    'a.should': requirement({ level: 'SHOULD' }),
    ...more.catalogue,
  };
  return grade({
    catalogue,
    selected: Object.keys(catalogue),
    profiles: ['core'],
    records: [],
    failOn: 'MUST',
    opaque: false,
    complete: true,
    partial: false,
    ...more,
    ...(more.catalogue === undefined ? {} : { catalogue }),
  });
}

test('drops findings on requirements that do not apply or are excluded', () => {
  const { deviations, verdict } = graded({
    catalogue: {
      'a.must': requirement(),
      'a.foreign': requirement({ profile: 'snapstart' }),
      'a.excluded': requirement({ excluded: 'It is not observable.' }),
    },
    records: [
      record({
        observations: { 'a.must': 1 },
        findings: [finding('a.foreign'), finding('a.excluded')],
      }),
    ],
  });

  expect(deviations).toEqual([]);
  expect(verdict).toBe('conformant');
});

test('an unconfirmed deviation is a warning, unless the requirement deviates anyway or is not judged', () => {
  const { warnings } = graded({
    catalogue: {
      'a.must': requirement(),
      'a.should': requirement({ level: 'SHOULD' }),
      'a.foreign': requirement({ profile: 'snapstart' }),
    },
    records: [
      record({
        observations: { 'a.must': 1, 'a.should': 1 },
        unconfirmed: ['a.must', 'a.should', 'a.foreign', 'a.unselected'].map((id) => ({
          requirement: id,
          code: 'did-not',
        })),
      }),
      record({ findings: [finding('a.should')] }),
    ],
  });

  expect(warnings).toEqual(['a.must/did-not: seen once and not confirmed in a fresh sandbox: It did not.']);
});

describe('a capability', () => {
  const catalogue = {
    'a.must': requirement(),
    'b.streams': requirement({ profile: 'streaming' }),
  };
  const core = record({ observations: { 'a.must': 1 } });

  const reason = 'The probe function offers no action `stream`.';
  const unseen = record({
    ...core,
    notJudged: [{ requirement: 'b.streams', verdict: 'not-testable', reason }],
  });
  const told = `The capability streaming is declared, and nothing in this run exercised it: b.streams: ${reason}`;

  test('that is declared and never exercised leaves the run inconclusive, with the reason', () => {
    const profiles = ['core', 'streaming'];
    const others = { ...catalogue, 'c.restores': requirement({ profile: 'snapstart' }) };
    const verdict = (records: readonly TestRecord[]): unknown =>
      graded({ catalogue: others, profiles, records }).reason;

    expect(verdict([unseen])).toBe(told);
    expect(verdict([core, record({ observations: { 'b.streams': 1 } })])).toBe(null);
    expect(graded({ catalogue: others, profiles, records: [unseen] }).verdict).toBe('inconclusive');
  });

  test('that is declared with all others and never exercised gets a remark with the reason', () => {
    const profiles = ['core', 'streaming'];
    const all = (records: readonly TestRecord[]): unknown => graded({ catalogue, profiles, records });

    expect(all([unseen])).toMatchObject({ verdict: 'conformant', warnings: [told] });
    expect(all([core, record({ observations: { 'b.streams': 1 } })])).toMatchObject({ warnings: [] });
    expect(all([core, record({ findings: [finding('b.streams')] })])).toMatchObject({ warnings: [] });
  });

  test('that shows without being declared gets a remark', () => {
    const { warnings } = graded({ catalogue, records: [core, record({ observations: { 'b.streams': 2 } })] });

    expect(warnings).toEqual([
      'The runtime shows the capability streaming, which is not declared; --profile streaming judges it.',
    ]);
    expect(graded({ catalogue, records: [core] }).warnings).toEqual([]);
  });
});

const verdictOf = (id: string, more: Partial<GradeInput>): string | undefined =>
  graded(more).requirements.find((result) => result.id === id)?.verdict;

describe('the verdict of a requirement', () => {
  test('says that there is no test where the catalogue names no deviation', () => {
    const { deviations: _, ...untested } = requirement();
    const { requirements } = graded({ catalogue: { 'a.untested': untested } });

    expect(requirements.find(({ id }) => id === 'a.untested')).toMatchObject({
      verdict: 'not-testable',
      reason: 'lambdaspec has no test for it yet.',
    });
  });

  test('is conformant only with an observation', () => {
    expect(verdictOf('a.must', { records: [record()] })).toBe('inconclusive');
    expect(verdictOf('a.must', { records: [record({ observations: { 'a.must': 1 } })] })).toBe('conformant');
  });

  test('a deviation outranks everything else', () => {
    const records = [
      record({ observations: { 'a.must': 9 } }),
      record({ findings: [finding('a.must')] }),
      record({ notJudged: [{ requirement: 'a.must', verdict: 'inconclusive', reason: 'r' }] }),
    ];

    expect(verdictOf('a.must', { records })).toBe('deviates');
  });

  test('an inconclusive test outranks one that saw it hold', () => {
    const records = [
      record({ observations: { 'a.must': 9 } }),
      record({ notJudged: [{ requirement: 'a.must', verdict: 'inconclusive', reason: 'not reached' }] }),
    ];

    expect(graded({ records }).requirements[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: 'not reached',
    });
  });

  test('is conformant when one test cannot test it and another saw it hold', () => {
    const notTestable = record({
      notJudged: [{ requirement: 'a.must', verdict: 'not-testable', reason: 'no probe' }],
    });

    expect(verdictOf('a.must', { records: [notTestable] })).toBe('not-testable');
    expect(verdictOf('a.must', { records: [notTestable, record({ observations: { 'a.must': 1 } })] })).toBe(
      'conformant',
    );
  });

  test('is not applicable where a test says so, unless another test could not test it or saw it hold', () => {
    const notApplicable = record({
      notJudged: [{ requirement: 'a.must', verdict: 'not-applicable', reason: 'one process' }],
    });
    const notTestable = record({
      notJudged: [{ requirement: 'a.must', verdict: 'not-testable', reason: 'no probe' }],
    });

    expect(graded({ records: [notApplicable] }).requirements[0]).toMatchObject({
      verdict: 'not-applicable',
      reason: 'one process',
    });
    expect(verdictOf('a.must', { records: [notApplicable, notTestable] })).toBe('not-testable');
    expect(verdictOf('a.must', { records: [notApplicable, record({ observations: { 'a.must': 1 } })] })).toBe(
      'conformant',
    );
  });

  test('is not applicable without its profile, and excluded where the catalogue says so', () => {
    const catalogue = {
      'a.snap': requirement({ profile: 'snapstart' }),
      'a.out': requirement({ excluded: 'cannot be seen' }),
    };

    expect(verdictOf('a.snap', { catalogue })).toBe('not-applicable');
    expect(verdictOf('a.out', { catalogue })).toBe('excluded');
  });
});

describe('the verdict of a run', () => {
  const holds = record({ observations: { 'a.must': 1, 'a.should': 1 } });

  test('conformant: everything at MUST was judged and nothing fails', () => {
    expect(graded({ records: [holds] })).toMatchObject({ verdict: 'conformant', reason: null });
  });

  test.each([
    ['MUST', 'a.should', 'conformant'],
    ['SHOULD', 'a.should', 'deviates'],
    ['MUST', 'a.must', 'deviates'],
  ] as const)('fail-on %s and a deviation of %s: %s', (failOn, id, verdict) => {
    expect(graded({ failOn, records: [holds, record({ findings: [finding(id)] })] }).verdict).toBe(verdict);
  });

  test('an advisory requirement never fails a run', () => {
    const catalogue = { 'a.advisory': requirement({ advisory: true }) };
    const records = [holds, record({ findings: [finding('a.advisory')] })];

    expect(graded({ catalogue, records, failOn: 'MAY' }).verdict).toBe('conformant');
  });

  test.each<[string, Partial<GradeInput>]>([
    ['nothing was judged', { records: [record()] }],
    ['a MUST could not be judged', { records: [record({ observations: { 'a.should': 1 } })] }],
    ['the function is opaque', { records: [holds], opaque: true }],
    ['the run was interrupted', { records: [holds], complete: false }],
  ])('inconclusive: %s', (_why, more) => {
    const { verdict, reason } = graded(more);

    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(/\.$/);
  });

  test.each<[string, Partial<GradeInput>]>([
    ['an interruption', { complete: false }],
    ['an obstacle', { obstacle: 'It never started.' }],
  ])('a deviation outranks %s', (_what, more) => {
    const records = [record({ findings: [finding('a.must')] })];

    expect(graded({ records, ...more }).verdict).toBe('deviates');
    expect(graded({ records: [holds], ...more }).verdict).toBe('inconclusive');
  });

  test('a shard is inconclusive only because of its own tests', () => {
    const records = [record({ observations: { 'a.should': 1 } })];
    const notJudged = [{ requirement: 'a.must', verdict: 'inconclusive', reason: 'r' } as const];

    expect(graded({ records, partial: true }).verdict).toBe('conformant');
    expect(graded({ records: [...records, record({ notJudged })], partial: true }).verdict).toBe(
      'inconclusive',
    );
  });
});

describe('deviations', () => {
  test('findings with the same code are one deviation, counted', () => {
    const records = [
      record({ findings: [finding('a.must'), finding('a.must')] }),
      record({ test: 'later', findings: [finding('a.must'), finding('a.must', 'did-worse')] }),
    ];

    expect(graded({ records }).deviations).toMatchObject([
      {
        key: 'd1',
        code: 'did-not',
        message: 'It did not.',
        times: 3,
        test: 'does it',
      },
      { key: 'd2', code: 'did-worse', message: 'did-worse', times: 1, test: 'later' },
    ]);
  });

  test('drops findings on requirements that were not selected', () => {
    expect(graded({ records: [record({ findings: [finding('b.other')] })] }).deviations).toEqual([]);
  });
});
