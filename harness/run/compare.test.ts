import { describe, expect, it } from 'vitest';
import { type Change, compareRuns } from './compare.ts';
import type { Run } from './run.ts';
import { conformantRun, deviatingRun, runWithOne, sampleRun } from './testing/sample-run.ts';

const id = 'next.no-client-timeout';

function without(run: Run, gone: string): Run {
  return { ...run, requirements: run.requirements.filter((result) => result.id !== gone) };
}

function change(before: Run, after: Run): Change | undefined {
  const { changes } = compareRuns(before, after);
  expect(changes.length).toBeLessThanOrEqual(1);
  return changes[0];
}

describe('compareRuns', () => {
  it.each([
    ['deviates', 'conformant', 'fixed'],
    ['expected-deviation', 'unexpectedly-conformant', 'fixed'],
    ['conformant', 'deviates', 'new'],
    ['inconclusive', 'deviates', 'new'],
    ['not-applicable', 'expected-deviation', 'new'],
    ['deviates', 'expected-deviation', 'still'],
    ['deviates', 'inconclusive', 'lost'],
    ['conformant', 'not-testable', 'lost'],
    ['inconclusive', 'conformant', 'gained'],
    ['inconclusive', 'not-testable', 'changed'],
    ['conformant', 'conformant', undefined],
    ['excluded', 'excluded', undefined],
  ] as const)('%s, then %s: %s', (before, after, kind) => {
    expect(change(runWithOne(before), runWithOne(after))?.kind).toBe(kind);
  });

  it.each(['deviates', 'conformant', 'inconclusive'] as const)(
    'says nothing about a requirement that only one run selected: %s',
    (verdict) => {
      const [selected, not] = [runWithOne(verdict, 'It hung.'), without(sampleRun(), id)];

      expect(compareRuns(selected, not).changes).toEqual([]);
      expect(compareRuns(not, selected).changes).toEqual([]);
    },
  );

  it('counts what only the later run selected and found deviating', () => {
    const { caveats } = compareRuns(without(sampleRun(), id), runWithOne('deviates', 'It hung.'));

    expect(caveats.join('\n')).toContain('0 only before, 1 only after (of which 1 deviates); only those');
  });

  it('matches a deviation when only its numbers differ', () => {
    const before = runWithOne('deviates', 'It hung for 30.0 s.', 'It crashed.');
    const after = runWithOne('deviates', 'It hung for 45.1 s.', 'It lied.');

    const found = change(before, after);

    expect(found?.kind).toBe('still');
    expect(found?.appeared.map(({ message }) => message)).toEqual(['It lied.']);
    expect(found?.disappeared.map(({ message }) => message)).toEqual(['It crashed.']);
  });

  it('marks what fails the later run', () => {
    const should = { 'next.one-outstanding': { verdict: 'deviates', found: [{}] } } as const;
    const after = sampleRun(should);

    expect(change(sampleRun(), after)?.fails).toBe(false);
    expect(change(sampleRun(), { ...after, failOn: 'SHOULD' })?.fails).toBe(true);
  });

  it('keeps the order of the catalogue', () => {
    const { changes } = compareRuns(sampleRun(), deviatingRun());
    const order = deviatingRun().requirements.map((result) => result.id);
    const positions = changes.map(({ requirement }) => order.indexOf(requirement.id));

    expect(positions.length).toBeGreaterThan(1);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });

  it('counts requirements that hold in both', () => {
    expect(compareRuns(sampleRun(), runWithOne('deviates')).unchanged).toBe(
      sampleRun().requirements.length - 1,
    );
  });

  it('finds no change between a run and itself', () => {
    const { changes, caveats, sameTarget } = compareRuns(conformantRun(), conformantRun());

    expect({ changes, caveats, sameTarget }).toEqual({ changes: [], caveats: [], sameTarget: true });
  });
});

describe('caveats', () => {
  const run = conformantRun();
  const effort = { pace: 'normal', runs: 30 } as const;

  it.each<[string, Partial<Run>, RegExp]>([
    [
      'tool',
      { tool: { name: 'lambdaspec', version: '0.2.0' } },
      /^Different versions of lambdaspec: 0\.1\.0 before/,
    ],
    [
      'selection',
      { requirements: run.requirements.slice(2) },
      /^Different selections .*: 2 only before, 0 only after;/,
    ],
    [
      'profiles',
      { target: { ...run.target, profiles: ['core', 'streaming'] } },
      /^Different profiles: core before/,
    ],
    [
      'set',
      { requirementSet: '2026.11' },
      /^Different sets of requirements: all of the catalogue before, 2026\.11 after/,
    ],
    ['pace', { effort: { ...effort, pace: 'quick' } }, /^Different paces: normal before, quick after/],
    [
      'cases',
      { effort: { ...effort, runs: 3 } },
      /^Different numbers of generated cases: 30 before, 3 after/,
    ],
    ['function', { target: { ...run.target, grade: 'echo' } }, /^Different grades of function: probe before/],
    [
      'host',
      { host: { ...run.host, arch: 'arm64' } },
      /^Different hosts: linux x64 before, linux arm64 after/,
    ],
    ['fail-on', { failOn: 'MAY' }, /^Different values of --fail-on: MUST before, MAY after/],
    ['interruption', { complete: false }, /^The run after was interrupted/],
    ['shard', { shard: { index: 1, count: 2, records: [] } }, /^The run after is shard 1\/2/],
  ])('%s', (_, other, sentence) => {
    const { caveats } = compareRuns({ ...run, effort }, { ...run, effort, ...other });

    expect(caveats).toEqual([expect.stringMatching(sentence)]);
  });

  it.each([
    ['the same bytes elsewhere', { command: ['/opt/bootstrap', '--verbose'] }, true],
    ['other bytes', { sha256: 'b2'.repeat(32) }, false],
    ['other arguments', { command: ['./bootstrap'] }, false],
    ['unreadable', { sha256: null }, null],
  ])('the executable: %s', (_, target, same) => {
    const other = { ...run, target: { ...run.target, ...target } };

    expect(compareRuns(run, other).sameTarget).toBe(same);
  });
});
