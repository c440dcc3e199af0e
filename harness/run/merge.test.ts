import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from './run.ts';
// oxlint-disable no-restricted-imports -- What a single run decides is the measure of what a merged one must.
import { applyBaseline } from './baseline.ts';
import { grade } from './grade.ts';
import type { TestRecord } from './test-record.ts';
import type { Requirement } from './requirement.ts';
import { shardOf } from './shard.ts';
// oxlint-enable no-restricted-imports
import { parseRun, renderJson } from './stored-run.ts';
import { MergeError, mergeRuns } from './merge.ts';
import { conformantRun, deviatingRun, sampleRun, smokeFailureRun } from './testing/sample-run.ts';

const out = 'lambdaspec-report';

function shard(index: number, count: number, run: Run = conformantRun(), unexercised: string[] = []): Run {
  return { ...run, shard: { index, count, unexercised } };
}

function problem(...runs: Run[]): string {
  try {
    mergeRuns(runs, { out });
  } catch (error) {
    if (error instanceof MergeError) return `${error.problem}: ${error.message}`;
    throw error;
  }
  return 'merged';
}

function timed(test: string): Run {
  return {
    ...conformantRun(),
    timings: [{ test, requirements: ['next.one-outstanding'], startMs: 1, durationMs: 2 }],
    samples: [{ test, samples: [] }],
  };
}

function applies(of: Requirement | undefined): boolean {
  return of !== undefined && of.profile === 'core' && of.excluded === undefined;
}

describe('what is refused', () => {
  const one = shard(1, 2);
  const target = one.target;

  it.each<[string, Run[], string]>([
    ['nothing', [], 'nothing: No run was given; name the run.json of each shard.'],
    ['a whole run', [one, conformantRun()], 'no-shard: Run 2 is no shard: it was not started with --shard.'],
    [
      'another division',
      [one, shard(2, 3)],
      'different-count: These are shards of different divisions: 1/2 and 2/3.',
    ],
    ['the same shard twice', [one, shard(2, 2), one], 'overlapping: Shard 1/2 is given twice.'],
    ['a missing shard', [shard(3, 4), shard(1, 4)], 'missing: Shards are missing: 2/4, 4/4.'],
    [
      'a shard that cannot be',
      [one, shard(2, 2), shard(5, 2)],
      'overlapping: There is no shard 5 among 2; the run.json is damaged.',
    ],
    [
      'another version',
      [one, { ...shard(2, 2), tool: { name: 'lambdaspec', version: '0.2.0' } }],
      'different-tool: Shards 1/2 and 2/2 have different versions of lambdaspec: 0.1.0 and 0.2.0.',
    ],
    [
      'another command',
      [one, { ...shard(2, 2), target: { ...target, command: ['./other'] } }],
      'different-target: Shards 1/2 and 2/2 have different commands: ./bootstrap --verbose and ./other.',
    ],
    [
      'another executable',
      [one, { ...shard(2, 2), target: { ...target, sha256: null } }],
      `different-target: Shards 1/2 and 2/2 have different executables (sha256): ${'a1'.repeat(32)} and unreadable.`,
    ],
    [
      'another seed',
      [one, { ...shard(2, 2), seed: 7 }],
      'different-settings: Shards 1/2 and 2/2 have different seeds: 1463027911 and 7.',
    ],
    [
      'other profiles',
      [one, { ...shard(2, 2), target: { ...target, profiles: ['core', 'snapstart'] } }],
      'different-settings: Shards 1/2 and 2/2 have different profiles: core and core, snapstart.',
    ],
    [
      'another --fail-on',
      [one, { ...shard(2, 2), failOn: 'MAY' }],
      'different-settings: Shards 1/2 and 2/2 have different values of --fail-on: MUST and MAY.',
    ],
    [
      'another pace',
      [one, { ...shard(2, 2), effort: { pace: 'quick', runs: 3 } }],
      'different-settings: Shards 1/2 and 2/2 have different paces: unknown and quick.',
    ],
    [
      'a shard with a baseline',
      [one, { ...shard(2, 2), baseline: { file: 'b.yaml', entries: 1, problems: [] } }],
      'baseline: Shard 2/2 has been judged with the baseline b.yaml, which only the whole run can be; give the baseline to merge instead.',
    ],
    [
      'another selection',
      [one, { ...shard(2, 2), requirements: one.requirements.slice(1) }],
      'different-selection: Shards 1/2 and 2/2 were to judge different requirements; only one of them lists next.polls-documented-path.',
    ],
  ])('%s', (_, runs, message) => {
    expect(problem(...runs)).toBe(message);
  });
});

describe('a merged run', () => {
  it('is as long as its longest shard and as old as its oldest', () => {
    const late = conformantRun({ startedAt: '2026-11-23T05:00:09.000Z', durationMs: 20_000 });

    const { run } = mergeRuns([shard(2, 2, conformantRun()), shard(1, 2, late)], { out });

    expect(run).toMatchObject({ startedAt: '2026-11-23T05:00:00.000Z', durationMs: 20_000 });
    expect(parseRun(renderJson(run))).toEqual(run);
    expect(run).not.toHaveProperty('shard');
  });

  it('counts what was seen in all shards, and tells of each deviation where its case comes from', () => {
    const { run, cases } = mergeRuns([shard(1, 2, deviatingRun()), shard(2, 2, deviatingRun())], { out });

    expect(run.deviations.map(({ key, times }) => [key, times])).toContainEqual(['d7', 82]);
    expect(run.requirements[0]?.observations).toBe(24);
    expect(run.deviations[6]).toMatchObject({
      case: 'cases/d7-error.loop-continues.json',
      replay: 'lambdaspec replay lambdaspec-report/cases/d7-error.loop-continues.json -- ./bootstrap',
    });
    expect(cases).toHaveLength(run.deviations.length);
    expect(cases[6]).toEqual({ shard: 1, from: 'cases/d7.json', to: 'cases/d7-error.loop-continues.json' });
  });

  it('keeps what follows the case in the command that replays it', () => {
    const found = sampleRun({
      'trace.variable-set': {
        verdict: 'deviates',
        found: [{ replay: `lambdaspec replay 'my out/it'\\''s/cases/d1.json' --env 'A=b c' -- ./bootstrap` }],
      },
    });

    const { run } = mergeRuns([shard(1, 1, found)], { out: 'merged out/' });

    expect(run.deviations[0]?.replay).toBe(
      "lambdaspec replay 'merged out/cases/d1-trace.variable-set.json' --env 'A=b c' -- ./bootstrap",
    );
  });

  it('conforms no more once a shard never got going', () => {
    const { run } = mergeRuns([shard(1, 2), shard(2, 2, smokeFailureRun())], { out });

    expect(run.verdict).toBe('inconclusive');
    expect(run.reason).toMatch(/^Shard 2\/2 could not judge the bootstrap: The runtime exited with code 1/);
    expect(run.target.grade).toBe('probe');
    expect(run.requirements.filter(({ verdict }) => verdict === 'conformant')).toEqual([]);
    expect(
      mergeRuns([shard(1, 2, deviatingRun()), shard(2, 2, smokeFailureRun())], { out }).run.verdict,
    ).toBe('deviates');
  });

  it('trusts the function no more than the shard that saw least of it', () => {
    const { target } = conformantRun();
    const opaque = conformantRun({ target: { ...target, grade: 'opaque', coldStartMs: 900 } });

    const { run } = mergeRuns([shard(1, 2, sampleRun()), shard(2, 2, opaque)], { out });

    expect(run).toMatchObject({ verdict: 'inconclusive', target: { grade: 'opaque', coldStartMs: 900 } });
    expect(run.warnings).toEqual(['The shards saw different grades of function: probe, opaque.']);
  });

  it('names hosts that differ', () => {
    const arm = conformantRun({ host: { os: 'linux', arch: 'arm64', node: 'v20.20.2', cores: 4 } });

    expect(mergeRuns([shard(1, 2), shard(2, 2, arm)], { out }).run.warnings).toEqual([
      'The shards ran on different hosts: linux x64, Node v20.20.2; linux arm64, Node v20.20.2.',
    ]);
  });

  it('keeps what each shard measured', () => {
    const { run } = mergeRuns([shard(1, 3, timed('a')), shard(2, 3), shard(3, 3, timed('b'))], { out });

    expect(run.timings?.map(({ test }) => test)).toEqual(['a', 'b']);
    expect(run.samples?.map(({ test }) => test)).toEqual(['a', 'b']);
    expect(mergeRuns([shard(1, 1)], { out }).run).not.toHaveProperty('timings');
  });

  it('is what the baseline is applied to', () => {
    const entry = { requirement: 'trace.*', reason: 'We know.', line: 3 };
    const dated = { file: 'b.yaml', today: '2026-11-23', os: 'linux', arch: 'x64', entries: [entry] };
    const whole = { ids: sampleRun().requirements.map(({ id }) => id), partial: false };
    const deviates = { 'trace.variable-set': { verdict: 'deviates', found: [{}] } } as const;

    const { run } = mergeRuns([shard(1, 2, sampleRun(deviates)), shard(2, 2, sampleRun())], {
      out,
      baseline: (found) => applyBaseline(found, dated, whole),
    });

    expect(run).toMatchObject({ verdict: 'conformant', baseline: { file: 'b.yaml', problems: [] } });
    expect(run.counts.must).toMatchObject({ deviates: 0, 'expected-deviation': 1 });
    expect(run.deviations[0]?.expectedBecause).toBe('We know.');
  });
});

describe('the whole is what its parts say', () => {
  const levels = ['MUST', 'SHOULD', 'MAY'] as const;
  const ids = ['a.one', 'a.two', 'b.three', 'b.four', 'c.five'];
  const requirement = fc.record({
    level: fc.constantFrom(...levels),
    advisory: fc.boolean(),
    profile: fc.constantFrom('core' as const, 'core' as const, 'snapstart' as const),
    excluded: fc.option(fc.constant('It cannot be seen.'), { freq: 6 }),
  });
  const id = fc.constantFrom(...ids);
  const record: fc.Arbitrary<TestRecord> = fc.record({
    test: fc.constantFrom('first test', 'second test'),
    observations: fc.dictionary(id, fc.integer({ min: 1, max: 9 }), { maxKeys: 4 }),
    findings: fc.array(
      fc.record({
        requirement: id,
        code: fc.constantFrom('did-not', 'did-worse', 'other'),
        expected: fc.constant('this'),
        actual: fc.string({ maxLength: 3 }),
        trace: fc.constant([]),
        output: fc.constant(''),
      }),
      { maxLength: 1 },
    ),
    notJudged: fc.array(
      fc.record({
        requirement: id,
        verdict: fc.constantFrom('not-testable' as const, 'inconclusive' as const),
        reason: fc.constantFrom('The probe is missing.', 'It was too slow.'),
      }),
      { maxLength: 2 },
    ),
    warnings: fc.array(fc.constantFrom('Slow machine.', 'Odd clock.'), { maxLength: 1 }),
  });
  const parts = fc.array(fc.record({ records: fc.array(record, { maxLength: 3 }), complete: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  });

  it('for any division of any tests into shards', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.tuple(...ids.map(() => requirement)),
        parts,
        fc.constantFrom(...levels),
        fc.constantFrom('opaque' as const, 'probe' as const),
        fc.boolean(),
        (weights, shards, failOn, functionGrade, calm) => {
          const catalogue = Object.fromEntries(ids.map((each, n) => [each, inCatalogue(weights[n])]));
          // Tests of what does not apply are not run, so nothing is found against it.
          const found = shards.map(({ records, complete }) => ({
            complete,
            records: records.map((each) => ({
              ...each,
              findings: each.findings.filter((finding) => applies(catalogue[finding.requirement])),
            })),
          }));
          const runOf = (records: readonly TestRecord[], complete: boolean): Run => ({
            ...conformantRun(),
            target: { ...conformantRun().target, grade: functionGrade },
            failOn,
            complete,
            ...grade({
              catalogue,
              selected: ids,
              profiles: ['core'],
              records,
              failOn,
              opaque: functionGrade === 'opaque',
              complete,
              storage: ({ key, requirement: of }) => ({
                case: `cases/${key}-${of}.json`,
                replay: `lambdaspec replay ${out}/cases/${key}-${of}.json -- ./bootstrap`,
              }),
            }),
          });
          const runs = found.map(({ records, complete }, n): Run => {
            const run = runOf(records, calm || complete);
            const place = { index: n + 1, count: shards.length };
            return { ...run, shard: shardOf(place, run.requirements, records) };
          });
          const whole = runOf(
            found.flatMap(({ records }) => records),
            calm || shards.every(({ complete }) => complete),
          );

          const merged = mergeRuns(runs.toReversed(), { out });

          expect(merged.run).toEqual(whole);
          expect(new Set(merged.cases.map(({ to }) => to)).size).toBe(whole.deviations.length);
          seen.add(whole.verdict);
          for (const { verdict } of whole.requirements) seen.add(`requirement ${verdict}`);
        },
      ),
      { numRuns: 300 },
    );
    // Without these the property would have compared nothing worth comparing.
    expect([...seen].toSorted()).toEqual([
      'conformant',
      'deviates',
      'inconclusive',
      'requirement conformant',
      'requirement deviates',
      'requirement excluded',
      'requirement inconclusive',
      'requirement not-applicable',
      'requirement not-testable',
    ]);
  });

  function inCatalogue(
    weight:
      | {
          level: (typeof levels)[number];
          advisory: boolean;
          profile: 'core' | 'snapstart';
          excluded: string | null;
        }
      | undefined,
  ): Requirement {
    const { level = 'MUST', advisory = false, profile = 'core', excluded = null } = weight ?? {};
    return {
      level,
      ...(advisory ? { advisory } : {}),
      basis: 'documented',
      profile,
      needs: 'opaque',
      tier: 1,
      text: 'The runtime does it.',
      observe: 'Look.',
      cause: 'It does not.',
      source: ['https://example.org/'],
      ...(excluded === null ? {} : { excluded }),
    };
  }
});
