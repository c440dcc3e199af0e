import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseSetting } from '../case.ts';
import { casesOf, withReplays, type RunResult } from '../grade/cases.ts';
import { grade } from '../grade/grade.ts';
import type { Requirement } from '../requirement.ts';
import type { Run } from '../run.ts';
import { parseRun, renderJson } from '../stored-run.ts';
import { sumOfEvents, sumOfStarts, type CountedStart } from '../starts.ts';
import type { TestRecord } from '../test-record.ts';
import { conformantRun, deviatingRun, sampleRun, smokeFailureRun } from '../testing/sample-run.ts';
import { mergeRuns, type MergeOptions } from './merge.ts';
import { toolVersion } from '../../base/package.ts';

const catalogue = Object.fromEntries(conformantRun().requirements.map((row) => [row.id, inCatalogue(row)]));
const options: MergeOptions = {
  catalogue,
  sets: { '2026.11': { 'trace.variable-set': { level: 'MAY', profile: 'core' } } },
  version: '0.1.0',
  out: 'lambdaspec-report',
};
const setting: CaseSetting = {
  seed: 7,
  pace: 'normal',
  handler: 'probe.handler',
  taskRoot: null,
  environment: { SHARD: '1' },
};

function inCatalogue(row: Run['requirements'][number]): Requirement {
  const { level, basis, provokedBy, costs, text, cause } = row;
  return {
    level,
    ...(row.advisory ? { advisory: true } : {}),
    basis,
    profile: row.profile === 'core' ? 'core' : 'streaming',
    needs: 'opaque',
    tier: 1,
    provokedBy,
    costs,
    text,
    observe: 'Look.',
    cause,
    source: ['https://example.org/'],
    ...(row.verdict === 'excluded' ? { excluded: 'It cannot be seen.' } : {}),
  };
}

function record(more: Partial<TestRecord>): TestRecord {
  return { test: 'a test', observations: {}, findings: [], notJudged: [], warnings: [], ...more };
}

/** The run as it is under the set, with its one requirement. */
function underSet(run: Run): Run {
  const requirements = run.requirements.filter(({ id }) => id === 'trace.variable-set');
  return { ...run, requirementSet: '2026.11', requirements };
}

/** Records that give the verdicts of a sample run. */
function recordsOf({ requirements, deviations }: Run): TestRecord[] {
  const observations = Object.fromEntries(requirements.map((row) => [row.id, row.observations]));
  const notJudged = requirements.flatMap(({ id: requirement, verdict, reason }) =>
    verdict === 'inconclusive' || verdict === 'not-testable'
      ? [{ requirement, verdict, reason: reason ?? '' }]
      : [],
  );
  return [
    record({ observations, notJudged }),
    ...deviations.map(({ requirement, code, expected, actual, test, times, trace, output }) =>
      record({ test, findings: [{ requirement, code, expected, actual, times, trace, output }] }),
    ),
  ];
}

function shard(index: number, count: number, run: Run = conformantRun()): Run {
  return { ...run, shard: { index, count, records: recordsOf(run), setting } };
}

function merged(...runs: Run[]): RunResult {
  return mergeRuns(runs, options);
}

function timed(test: string): Run {
  return {
    ...conformantRun(),
    timings: [{ test, requirements: ['next.one-outstanding'], startMs: 1, durationMs: 2 }],
    samples: [{ test, samples: [] }],
  };
}

/** One of two shards, with two starts of a test and one of the smoke test. */
function started(index: number, test: string): Run {
  const starts: CountedStart[] = [
    { why: 'fresh', firstPollMs: 40 },
    { why: 'control', firstPollMs: null },
  ];
  const records = [record({ test, starts, events: index })];
  const smokeStarts: CountedStart[] = [{ why: 'smoke', firstPollMs: 60 }];
  return { ...conformantRun(), shard: { index, count: 2, records, setting, smokeStarts } };
}

describe('refused', () => {
  const one = shard(1, 2);
  const target = one.target;

  it.each<[string, Run[], string]>([
    ['nothing', [], 'No run was given; name the run.json of each shard.'],
    ['a whole run', [one, conformantRun()], 'Run 2 is not a shard: it was not started with --shard.'],
    ['another count', [one, shard(2, 3)], 'The shards have different counts: 1/2 and 2/3.'],
    ['the same shard twice', [one, shard(2, 2), one], 'Shard 1/2 is given twice.'],
    ['a missing shard', [shard(3, 4), shard(1, 4)], 'Shards are missing: 2/4, 4/4.'],
    [
      'an index above the count',
      [one, shard(2, 2), shard(5, 2)],
      'There is no shard 5 among 2; the run.json is damaged.',
    ],
    [
      'another version',
      [one, { ...shard(2, 2), tool: { name: 'lambdaspec', version: '0.2.0' } }],
      'Shards 1/2 and 2/2 have different versions of lambdaspec: 0.1.0 and 0.2.0.',
    ],
    [
      'another command',
      [one, { ...shard(2, 2), target: { ...target, command: ['./other'] } }],
      'Shards 1/2 and 2/2 have different commands: ./bootstrap --verbose and ./other.',
    ],
    [
      'another executable',
      [one, { ...shard(2, 2), target: { ...target, sha256: null } }],
      `Shards 1/2 and 2/2 have different executables (sha256): ${'a1'.repeat(32)} and unreadable.`,
    ],
    [
      'another seed',
      [one, { ...shard(2, 2), seed: 7 }],
      'Shards 1/2 and 2/2 have different seeds: 1463027911 and 7.',
    ],
    [
      'other profiles',
      [one, { ...shard(2, 2), target: { ...target, profiles: ['core', 'snapstart'] } }],
      'Shards 1/2 and 2/2 have different profiles: core and core, snapstart.',
    ],
    [
      'another --fail-on',
      [one, { ...shard(2, 2), failOn: 'MAY' }],
      'Shards 1/2 and 2/2 have different values of --fail-on: MUST and MAY.',
    ],
    [
      'another set',
      [one, { ...shard(2, 2), requirementSet: '2026.11' }],
      'Shards 1/2 and 2/2 have different sets of requirements: all of this version and 2026.11.',
    ],
    [
      'an unknown set',
      [one, shard(2, 2)].map((run) => ({ ...run, requirementSet: '2020.01' })),
      'There is no set of requirements "2020.01". The sets are 2026.11; did you mean 2026.11?',
    ],
    [
      'a requirement that is not in its set',
      [one, shard(2, 2)].map((run) => ({ ...run, requirementSet: '2026.11' })),
      'next.polls-documented-path is not in the set 2026.11; the run.json is damaged.',
    ],
    [
      'another pace',
      [one, { ...shard(2, 2), effort: { pace: 'quick', runs: 3 } }],
      'Shards 1/2 and 2/2 have different paces: unknown and quick.',
    ],
    [
      'another selection',
      [one, { ...shard(2, 2), requirements: one.requirements.slice(1) }],
      'Shards 1/2 and 2/2 selected different requirements; only one of them lists next.polls-documented-path.',
    ],
    [
      'shards of another lambdaspec',
      [1, 2].map((index) => ({ ...shard(index, 2), tool: { name: 'lambdaspec', version: '0.2.0' } })),
      'The shards were made with lambdaspec 0.2.0, and this is 0.1.0; merge them with the version that made them.',
    ],
    [
      'an unknown requirement',
      [{ ...shard(1, 1), requirements: one.requirements.map((row) => ({ ...row, id: `${row.id}-x` })) }],
      'There is no requirement next.polls-documented-path-x; the run.json is damaged.',
    ],
  ])('%s', (_, runs, message) => {
    expect(() => merged(...runs)).toThrow(
      expect.objectContaining({ name: 'HarnessError', code: 'USAGE', message }),
    );
  });
});

describe('a merged run', () => {
  it('is as long as its longest shard and as old as its oldest', () => {
    const late = conformantRun({ startedAt: '2026-11-23T05:00:09.000Z', durationMs: 20_000 });

    const { run } = merged(shard(2, 2, conformantRun()), shard(1, 2, late));

    expect(run).toMatchObject({ startedAt: '2026-11-23T05:00:00.000Z', durationMs: 20_000 });
    expect(parseRun(renderJson(run))).toEqual(run);
    expect(run).not.toHaveProperty('shard');
  });

  it('adds up the deviations of all shards and makes their cases', () => {
    const other = shard(2, 2, deviatingRun());
    const { run, cases } = merged(shard(1, 2, deviatingRun()), other);

    expect(run.deviations.map(({ key, times }) => [key, times])).toContainEqual(['d7', 82]);
    expect(run.requirements[0]?.observations).toBe(24);
    expect(run.deviations[6]).toMatchObject({
      case: 'cases/d7-error.loop-continues.json',
      replay:
        'lambdaspec replay lambdaspec-report/cases/d7-error.loop-continues.json -- ./bootstrap --verbose',
    });
    expect(cases.map(({ path }) => path)).toEqual(run.deviations.map((deviation) => deviation.case));
    expect(cases[6]?.content).toEqual({
      schemaVersion: 2,
      tool: toolVersion(),
      requirement: 'error.loop-continues',
      code: run.deviations[6]?.code,
      test: 'carries on after a handler error with any message',
      ...setting,
    });
  });

  it('makes a case with the setting of the shard that first saw the deviation', () => {
    const late: Run['shard'] = {
      index: 2,
      count: 2,
      records: recordsOf(deviatingRun()).slice(1),
      setting: { ...setting, environment: { SHARD: '2' } },
    };
    const first = { ...conformantRun(), shard: { index: 1, count: 2, records: recordsOf(conformantRun()) } };

    const { cases } = merged(first, { ...deviatingRun(), shard: late });

    expect(cases).toHaveLength(deviatingRun().deviations.length);
    expect(cases.map(({ content }) => content.environment)).toEqual(cases.map(() => ({ SHARD: '2' })));
  });

  it('is inconclusive when the runtime never started in a shard', () => {
    const { run } = merged(shard(1, 2), shard(2, 2, smokeFailureRun()));

    expect(run.verdict).toBe('inconclusive');
    expect(run.reason).toMatch(/^Shard 2\/2 could not judge the bootstrap: The runtime exited with code 1/);
    expect(run.target.grade).toBe('probe');
    expect(run.requirements.filter(({ verdict }) => verdict === 'conformant')).toEqual([]);
    expect(merged(shard(1, 2, deviatingRun()), shard(2, 2, smokeFailureRun())).run.verdict).toBe('deviates');
  });

  it('has the lowest grade of function that a shard saw', () => {
    const { target } = conformantRun();
    const opaque = conformantRun({ target: { ...target, grade: 'opaque', coldStartMs: 900 } });

    const { run } = merged(shard(1, 2, sampleRun()), shard(2, 2, opaque));

    expect(run).toMatchObject({ verdict: 'inconclusive', target: { grade: 'opaque', coldStartMs: 900 } });
    expect(run.warnings).toContain('The shards saw different grades of function: probe, opaque.');
  });

  it('names hosts that differ', () => {
    const arm = conformantRun({ host: { os: 'linux', arch: 'arm64', node: 'v20.20.2', cores: 4 } });

    expect(merged(shard(1, 2), shard(2, 2, arm)).run.warnings).toEqual([
      'The shards ran on different hosts: linux x64, Node v20.20.2; linux arm64, Node v20.20.2.',
    ]);
  });

  it('has the levels of the set that the shards were judged with', () => {
    const deviates = sampleRun({ 'trace.variable-set': { verdict: 'deviates', found: [{}] } });
    expect(merged(shard(1, 2, deviates), shard(2, 2)).run.verdict).toBe('deviates');
    expect(merged(underSet(shard(1, 2, deviates)), underSet(shard(2, 2))).run).toMatchObject({
      verdict: 'conformant',
      requirementSet: '2026.11',
      counts: { may: { deviates: 1 } },
    });
  });

  it('keeps what each shard measured', () => {
    const { run } = merged(shard(1, 3, timed('a')), shard(2, 3), shard(3, 3, timed('b')));

    expect(run.timings?.map(({ test }) => test)).toEqual(['a', 'b']);
    expect(run.samples?.map(({ test }) => test)).toEqual(['a', 'b']);
  });

  it('adds up the starts of each shard, with those of its smoke test', () => {
    const { run } = merged(started(1, 'a'), started(2, 'b'));
    const older = merged(started(1, 'a'), { ...started(2, 'b'), starts: undefined });

    expect(run).toMatchObject({ starts: { count: 6, neverPolled: 2, medianMs: 60 }, events: 3 });
    expect(run.starts?.tests.map(({ test, count }) => [test, count])).toEqual([
      ['smoke test', 2],
      ['a', 2],
      ['b', 2],
    ]);
    expect(older.run.starts).toBeUndefined();
  });

  it('has the baseline applied', () => {
    const entry = { requirement: 'trace.variable-set', reason: 'We know.', line: 3 };
    const baseline = { file: 'b.yaml', today: '2026-11-23', os: 'linux', arch: 'x64', entries: [entry] };
    const deviates = sampleRun({ 'trace.variable-set': { verdict: 'deviates', found: [{}] } });

    const { run } = mergeRuns([shard(1, 2, deviates), shard(2, 2)], { ...options, baseline });

    expect(run).toMatchObject({ verdict: 'conformant', baseline: { file: 'b.yaml', problems: [] } });
    expect(run.counts.must).toMatchObject({ deviates: 0, 'expected-deviation': 1 });
    expect(run.deviations[0]?.expectedBecause).toBe('We know.');
  });
});

describe('merging equals an undivided run', () => {
  const id = fc.constantFrom(...Object.keys(catalogue));
  const records = fc.array(
    fc.record({
      test: fc.constantFrom('first test', 'second test'),
      observations: fc.dictionary(id, fc.integer({ min: 1, max: 9 })),
      findings: fc.array(
        fc.record({
          requirement: id,
          code: fc.constantFrom('did-not', 'did-worse', 'other'),
          expected: fc.constant('this'),
          actual: fc.string({ maxLength: 3 }),
          trace: fc.array(fc.string(), { maxLength: 1 }),
          output: fc.constant(''),
        }),
        { maxLength: 1 },
      ),
      notJudged: fc.array(
        fc.record({
          requirement: id,
          verdict: fc.constantFrom('not-testable', 'inconclusive'),
          reason: fc.constantFrom('The probe is missing.', 'It was too slow.'),
        }),
        { maxLength: 2 },
      ),
      warnings: fc.array(fc.constantFrom('Slow machine.', 'Odd clock.'), { maxLength: 1 }),
      starts: fc.array(
        fc.record({
          why: fc.constantFrom('fresh', 'warm', 'control'),
          firstPollMs: fc.constantFrom(null, 3.5, 40, 900),
        }),
        { maxLength: 3 },
      ),
      events: fc.nat({ max: 9 }),
    }),
    { maxLength: 3 },
  );
  const parts = fc.array(fc.record({ records, complete: fc.boolean() }), { minLength: 1, maxLength: 4 });

  /** An undivided run, or a shard. */
  function judged(found: TestRecord[], complete: boolean, failOn: Run['failOn'], partial = false): RunResult {
    const { target } = conformantRun();
    const { evidence, ...graded } = grade({
      catalogue,
      selected: Object.keys(catalogue),
      profiles: target.profiles,
      records: found,
      failOn,
      opaque: false,
      complete,
      partial,
    });
    const { out } = options;
    const deviations = withReplays(graded.deviations, {
      out,
      command: target.command,
      taskRoot: target.taskRoot,
    });
    const run = {
      ...conformantRun(),
      failOn,
      complete,
      ...graded,
      deviations,
      starts: sumOfStarts(found),
      events: sumOfEvents(found),
      timings: [],
      samples: [],
    };
    return { run, cases: casesOf({ evidence }, found, setting) };
  }

  it('for any division of any tests into shards', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom('MUST', 'SHOULD', 'MAY'), (shards, failOn) => {
        const runs = shards.map(({ records: found, complete }, n): Run => ({
          ...judged(found, complete, failOn, true).run,
          shard: { index: n + 1, count: shards.length, records: found, setting },
        }));
        const all = shards.flatMap(({ records: found }) => found);
        const whole = judged(
          all,
          shards.every(({ complete }) => complete),
          failOn,
        );

        const { run, cases } = merged(...runs.map((each) => parseRun(renderJson(each))).toReversed());

        expect(run).toEqual(whole.run);
        expect(new Set(cases)).toEqual(new Set(whole.cases));
      }),
    );
  });
});
