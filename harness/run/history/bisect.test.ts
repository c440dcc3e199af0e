import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bisect } from './bisect.ts';
import type { Bisection, State } from './history.ts';

const never = (): boolean => false;

/** Bisects releases that are in these states, the oldest first: d deviates, h holds, u cannot be judged. */
async function bisected(letters: string): Promise<Bisection> {
  const words: Readonly<Record<string, State>> = { d: 'deviates', h: 'holds', u: 'unknown' };
  const versions = Array.from(letters, (_, n) => `1.${n}.0`);
  return bisect(
    'next.one',
    versions,
    async (version) => words[letters[versions.indexOf(version)] ?? ''] ?? 'unknown',
    never,
  );
}

describe('the change', () => {
  test.each([
    ['hhhhdddd', 'came', '1.3.0', '1.4.0', []],
    ['ddhhhhhh', 'went', '1.1.0', '1.2.0', []],
    ['hd', 'came', '1.0.0', '1.1.0', []],
    ['hhuudd', 'came', '1.1.0', '1.4.0', ['1.2.0', '1.3.0']],
    ['uhhdduu', 'came', '1.2.0', '1.3.0', []],
  ])('%s: it %s between %s and %s', async (letters, kind, before, version, between) => {
    expect((await bisected(letters)).change).toEqual({ kind, before, version, between });
  });

  test.each([
    ['hhhh', 'next.one holds in 1.0.0 and in 1.3.0; widen --versions.'],
    ['dddu', 'next.one deviates in 1.0.0 and in 1.2.0; widen --versions.'],
    ['uuhu', 'Fewer than two releases could be judged, so there is nothing to compare.'],
    ['u', 'Fewer than two releases could be judged, so there is nothing to compare.'],
  ])('%s: none', async (letters, reason) => {
    expect(await bisected(letters)).toMatchObject({ change: null, reason });
  });

  test('is found in log n steps after the two ends, and is the only one left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 200 }), fc.nat(), async (count, seed) => {
        const first = 1 + (seed % (count - 1));
        const { change, steps } = await bisected('h'.repeat(first) + 'd'.repeat(count - first));

        expect(change?.version).toBe(`1.${first}.0`);
        expect(steps.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(count - 1)));
        expect(steps.at(-1)?.left).toBe(1);
      }),
    );
  });

  test('is right where some releases cannot be judged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('h', 'u')),
        fc.array(fc.constantFrom('d', 'u')),
        async (old, young) => {
          const letters = ['h', ...old, ...young, 'd'];
          const { change } = await bisected(letters.join(''));
          const held = letters.lastIndexOf('h');
          const deviates = letters.indexOf('d');

          expect(change).toMatchObject({ kind: 'came', before: `1.${held}.0`, version: `1.${deviates}.0` });
          expect(change?.between).toHaveLength(deviates - held - 1);
        },
      ),
    );
  });
});

test('stops when it is interrupted', async () => {
  const judged: string[] = [];
  const found = await bisect(
    'next.one',
    ['1', '2', '3', '4', '5'],
    async (version) => {
      judged.push(version);
      return version > '3' ? 'deviates' : 'holds';
    },
    () => judged.length === 2,
  );

  expect(judged).toEqual(['5', '1']);
  expect(found).toMatchObject({ change: null, reason: 'The command was interrupted.' });
});
