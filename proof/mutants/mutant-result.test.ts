import { describe, expect, test } from 'vitest';
import type { Deviation, RequirementResult, Run } from '../../harness/run/run.ts';
import type { Mutant } from './catalogue/mutant.ts';
import { deviatingRun } from '../../harness/run/testing/sample-run.ts';
import { mutantResultOf, unjudged } from './mutant-result.ts';
import { home } from '../support/places.ts';

const mutant: Mutant = {
  requirement: 'next.user-agent',
  variant: 'none',
  defect: 'Sends no User-Agent.',
  changes: [],
  code: 'no-user-agent',
};

describe('a mutant is killed', () => {
  test('when its requirement deviates with the designated observation', () => {
    const run = runWith([['next.user-agent', { message: 'The runtime sends no User-Agent.' }]]);

    expect(mutantResultOf(mutant, run, 'whole')).toEqual({
      name: 'next.user-agent/none',
      requirement: 'next.user-agent',
      level: 'SHOULD',
      defect: 'Sends no User-Agent.',
      outcome: 'killed',
      code: 'no-user-agent',
      observation: 'The runtime sends no User-Agent.',
      blast: { others: [], notes: [] },
    });
  });

  test('when the evidence says it although the message does not', () => {
    const run = runWith([['next.user-agent', { message: 'The header is wrong.', actual: 'no User-Agent' }]]);

    expect(mutantResultOf({ ...mutant, says: 'no User-Agent' }, run, 'whole')).toMatchObject({
      outcome: 'killed',
      observation: 'The header is wrong: no User-Agent',
    });
  });

  test('by a part of a long text, which is shown with its surroundings', () => {
    const actual = `${'a'.repeat(500)}no User-Agent${'z'.repeat(500)}`;
    const run = runWith([['next.user-agent', { message: 'Wrong.', actual }]]);

    expect(mutantResultOf({ ...mutant, says: 'no User-Agent' }, run, 'whole').observation).toBe(
      `Wrong: …${'a'.repeat(30)}no User-Agent${'z'.repeat(77)}…`,
    );
  });

  test('when the observation has the designated form', () => {
    const run = runWith([['next.user-agent', { actual: 'Sent 17 of 18 bytes.' }]]);

    expect(mutantResultOf({ ...mutant, says: /^Sent \d+ of/ }, run, 'whole').outcome).toBe('killed');
  });
});

describe('a mutant is not killed', () => {
  test.each([
    ['another code', { code: 'ends' }],
    ['other evidence', { actual: 'an empty one' }],
  ])('by its requirement with another observation: %s', (_, seen) => {
    const run = runWith([['next.user-agent', { message: 'The runtime ended.', ...seen }]]);

    expect(mutantResultOf({ ...mutant, says: 'none' }, run, 'whole')).toMatchObject({
      outcome: 'otherwise',
      observation: 'The runtime ended.',
    });
  });

  test('by another requirement with the same observation', () => {
    const run = runWith([['http.keep-alive', { message: 'The runtime sends no User-Agent.' }]]);

    expect(mutantResultOf(mutant, run, 'whole').outcome).toBe('survived');
  });

  test('by a deviation that a baseline expects', () => {
    const run = runWith([['next.user-agent', { message: 'no User-Agent' }]], 'expected-deviation');

    expect(mutantResultOf(mutant, run, 'whole').outcome).toBe('survived');
  });

  test('if the run could not judge; the observation gives the reason', () => {
    const run = { ...runWith([]), reason: 'The bootstrap never polled.' };

    expect(mutantResultOf(mutant, run, 'whole')).toMatchObject({
      outcome: 'survived',
      observation: 'not part of the run: The bootstrap never polled.',
    });
    expect(mutantResultOf(mutant, { ...run, complete: false }, 'whole').observation).toBe(
      'the run was interrupted',
    );
    expect(unjudged(mutant, 'no report')).toMatchObject({ outcome: 'survived', observation: 'no report' });
  });
});

test('a mutant that was judged with its own requirement only has no blast radius', () => {
  const run = runWith([['next.user-agent', { message: 'The runtime sends no User-Agent.' }]]);

  expect(mutantResultOf(mutant, run, 'own')).toMatchObject({ outcome: 'killed', blast: null });
});

test('the blast radius counts MUST and SHOULD; MAY and advisory ones are notes', () => {
  const run = runWith([
    ['next.user-agent', { message: 'no User-Agent' }],
    ['next.polls-documented-path', { level: 'MUST' }],
    ['next.one-outstanding', { level: 'SHOULD' }],
    ['http.keep-alive', { level: 'MAY' }],
  ]);
  const advisory = run.requirements.map((row) =>
    row.id === 'next.one-outstanding' ? { ...row, advisory: true } : row,
  );

  expect(mutantResultOf(mutant, run, 'whole')).toMatchObject({
    blast: { others: ['next.polls-documented-path', 'next.one-outstanding'], notes: ['http.keep-alive'] },
  });
  expect(mutantResultOf(mutant, { ...run, requirements: advisory }, 'whole')).toMatchObject({
    blast: { others: ['next.polls-documented-path'], notes: ['next.one-outstanding', 'http.keep-alive'] },
  });
});

test('the observation omits the folders of the mutant and of the repository', () => {
  const run = runWith([
    ['next.user-agent', { message: `no User-Agent at /somewhere/x7/dist/main.js:1 and ${home}/x` }],
  ]);
  const target = { ...run.target, command: ['/somewhere/x7/reference-runtime/bootstrap'] };

  expect(mutantResultOf(mutant, { ...run, target }, 'whole').observation).toBe(
    'no User-Agent at dist/main.js:1 and x',
  );
});

/** A run in which exactly these requirements deviate. */
function runWith(
  deviating: readonly (readonly [string, Partial<Deviation>])[],
  verdict: RequirementResult['verdict'] = 'deviates',
): Run {
  const sample = deviatingRun();
  const row = sample.requirements[0];
  const deviation = sample.deviations[0];
  if (row === undefined || deviation === undefined) throw new Error('the sample has no deviation');
  const blank = { code: 'no-user-agent', message: '', expected: '', actual: '' };
  return {
    ...sample,
    complete: true,
    reason: null,
    requirements: deviating.map(([id, { level = 'SHOULD' }]) => ({
      ...row,
      id,
      level,
      advisory: false,
      verdict,
    })),
    deviations: deviating.map(([requirement, said]) => ({ ...deviation, ...blank, ...said, requirement })),
  };
}
