import { describe, expect, test } from 'vitest';
import { agree, compareSamples } from './compare.ts';
import type { RequirementSaid, Sample } from './sample.ts';

const condition = { node: '22', jobs: '8', load: 'busy' } as const;

function sample(
  number: number,
  verdicts: Readonly<Record<string, string>>,
  more: Partial<Sample> & { readonly warnings?: readonly string[]; readonly why?: readonly string[] } = {},
): Sample {
  const { warnings = [], why = [], ...rest } = more;
  const requirements = new Map<string, RequirementSaid>(
    Object.entries(verdicts).map(([id, verdict]) => [id, { verdict, why }]),
  );
  return {
    number,
    condition,
    seed: 100 + number,
    durationMs: 1,
    exitCode: 0,
    stderr: '',
    said: { verdict: 'conformant', requirements, warnings },
    ...rest,
  };
}

describe('compareSamples', () => {
  test('runs with the same verdicts agree, even if reasons, durations and seeds differ', () => {
    const comparison = compareSamples([
      sample(1, { 'a.x': 'conformant', 'b.y': 'deviates' }, { why: ['one'] }),
      sample(2, { 'b.y': 'deviates', 'a.x': 'conformant' }, { why: ['other'], durationMs: 99 }),
    ]);

    expect(comparison).toEqual({ runs: 2, differing: [], unreported: [], seenOnce: [] });
    expect(agree(comparison)).toBe(true);
  });

  test.each([0, 1])('%i runs never agree', (runs) => {
    const samples = [sample(1, { 'a.x': 'conformant' })].slice(0, runs);

    expect(agree(compareSamples(samples))).toBe(false);
  });

  test('a requirement with different verdicts is listed with the runs and their reasons', () => {
    const comparison = compareSamples([
      sample(1, { 'a.x': 'conformant', 'b.y': 'conformant' }),
      sample(2, { 'a.x': 'conformant', 'b.y': 'inconclusive' }, { why: ['Nothing exercised it.'] }),
      sample(3, { 'a.x': 'conformant', 'b.y': 'conformant' }),
    ]);

    expect(agree(comparison)).toBe(false);
    expect(comparison.differing).toEqual([
      {
        subject: 'b.y',
        answers: [
          { answer: 'conformant', by: [expect.objectContaining({ run: 1 }), expect.anything()] },
          {
            answer: 'inconclusive',
            by: [
              {
                run: 2,
                condition: 'node 22, jobs 8, busy',
                seed: 102,
                why: ['Nothing exercised it.'],
              },
            ],
          },
        ],
      },
    ]);
  });

  test('a requirement that is missing in one run differs', () => {
    const { differing } = compareSamples([
      sample(1, { 'a.x': 'conformant' }),
      sample(2, { 'a.x': 'conformant', 'b.y': 'conformant' }),
    ]);

    expect(differing.map(({ subject, answers }) => [subject, answers.map(({ answer }) => answer)])).toEqual([
      ['b.y', ['not mentioned', 'conformant']],
    ]);
  });

  test.each([
    ['exit code', sample(2, { 'a.x': 'conformant' }, { exitCode: 3 })],
    ['exit code', sample(2, { 'a.x': 'conformant' }, { exitCode: null })],
    [
      'verdict of the run',
      sample(2, {}, { said: { verdict: 'inconclusive', requirements: new Map(), warnings: [] } }),
    ],
  ])('a different %s differs, even if no requirement does', (subject, other) => {
    const { differing } = compareSamples([sample(1, { 'a.x': 'conformant' }), other]);

    expect(differing.map((difference) => difference.subject)).toContain(subject);
  });

  test('runs without a report never agree, not even with each other', () => {
    const { said: _, ...silent } = sample(1, {}, { exitCode: 70, stderr: 'a fault' });

    const comparison = compareSamples([silent, { ...silent, number: 2 }]);

    expect(comparison.differing).toEqual([]);
    expect(comparison.unreported.map(({ run, why }) => [run, why])).toEqual([
      [1, ['a fault']],
      [2, ['a fault']],
    ]);
    expect(agree(comparison)).toBe(false);
  });

  test('a deviation that was seen once is counted, but is not a difference', () => {
    const once = 'a.x: seen once and not confirmed in a fresh sandbox: Oops';
    const comparison = compareSamples([
      sample(1, { 'a.x': 'conformant' }, { warnings: [once, 'b.y: something else'] }),
      sample(2, { 'a.x': 'conformant' }, { warnings: [once] }),
    ]);

    expect(comparison.seenOnce.map(({ requirement, by }) => [requirement, by.map(({ run }) => run)])).toEqual(
      [['a.x', [1, 2]]],
    );
    expect(agree(comparison)).toBe(true);
  });
});
