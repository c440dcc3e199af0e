import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../harness/base/random.ts';
import { planBatches, type Reach } from './batch.ts';
import { eventsBefore, factorNames, inRow, isForbidden, levelOf, type Factor, type Row } from './factor.ts';

const withoutPlaces = (factor: Factor, level: string): boolean => factor !== 'number' || level === 'any';
const cheap = (factor: Factor, level: string): boolean => levelOf(factor, level).dear !== true;
const everything: Reach = { strength: 3, ends: [257, 257, 10, 10] };

/** The levels of each row, without its sizes. */
function pairsOf(row: Row): [Factor, string][] {
  return factorNames.map((factor): [Factor, string] => [factor, inRow(row, factor)]);
}

/** Its own event, and those that it delivers before. */
function eventsOf(row: Row): number {
  return eventsBefore(inRow(row, 'before'), inRow(row, 'gap')) + 1;
}

describe('the batches', () => {
  test('have every pair of levels', async () => {
    const reach: Reach = { strength: 2, ends: [1] };

    const { covering } = await planBatches(reach, seededRandom(1), withoutPlaces);

    const { pairs, triples } = covering.covered;
    expect(pairs.covered).toBe(pairs.possible);
    expect(triples.covered).toBeLessThan(triples.possible);
  });

  test('have every triple of levels that are not dear', async () => {
    const { covering } = await planBatches(everything, seededRandom(1), cheap);

    const { pairs, triples } = covering.covered;
    expect([pairs.covered, triples.covered]).toEqual([pairs.possible, triples.possible]);
  });

  test('have every quadruple of levels that are not dear', { timeout: 60_000 }, async () => {
    const reach: Reach = { strength: 4, ends: [1, 1] };

    const { covering } = await planBatches(
      reach,
      seededRandom(1),
      (...level) => cheap(...level) && withoutPlaces(...level),
    );

    const { quadruples } = covering.covered;
    expect(quadruples?.possible).toBeGreaterThan(100_000);
    expect(quadruples?.covered).toBe(quadruples?.possible);
  });

  test('have nearly every pair with a place once there are sixteen processes', async () => {
    const reach: Reach = { strength: 3, ends: Array.from({ length: 16 }, () => 257) };

    const { covering } = await planBatches(reach, seededRandom(1), () => true);

    const { pairs } = covering.covered;
    expect(pairs.covered / pairs.possible).toBeGreaterThan(0.98);
  });

  test('have no row that cannot be played', async () => {
    const { batches } = await planBatches(everything, seededRandom(2), () => true);

    const forbidden = batches.flatMap(({ rows }) =>
      rows.filter((row) =>
        pairsOf(row).some(([factor, level]) =>
          pairsOf(row).some(([other, its]) => isForbidden(factor, level, other, its)),
        ),
      ),
    );

    expect(forbidden).toEqual([]);
  });

  test('have each row at the place that it names, and every place', async () => {
    const reach: Reach = { strength: 3, ends: Array.from({ length: 6 }, () => 257) };
    const { batches } = await planBatches(reach, seededRandom(3), () => true);
    const named = new Set<string>();
    for (const { rows } of batches) {
      let count = 0;
      for (const row of rows) {
        count += eventsOf(row);
        const level = inRow(row, 'number');
        if (level === 'any') continue;
        named.add(level);
        expect(Number.parseInt(level, 10)).toBe(count);
      }
    }

    expect([...named].toSorted()).toEqual(['10th', '1st', '255th', '256th', '257th', '2nd', '3rd']);
  });

  test('end at the last place where only places are asked for, and repeat nothing that was played before', async () => {
    const places: Reach = { strength: 3, ends: Array.from({ length: 4 }, () => 10), placesOnly: true };
    const { batches: first } = await planBatches(places, seededRandom(6), () => true);
    const [alone, behind] = await Promise.all([
      planBatches(places, seededRandom(7), () => true),
      planBatches(places, seededRandom(7), () => true, first),
    ]);

    expect(first.map(({ rows }) => rows.reduce((sum, row) => sum + eventsOf(row), 0))).toEqual([
      10, 10, 10, 10,
    ]);
    expect(behind.covering.covered.pairs.covered).toBeGreaterThan(alone.covering.covered.pairs.covered);
  });

  test('have no level that cannot be played', async () => {
    const { batches } = await planBatches(
      everything,
      seededRandom(4),
      (factor, level) => levelOf(factor, level).action !== 'throw',
    );

    expect(batches.flatMap(({ rows }) => rows.filter(({ result }) => result === 'error'))).toEqual([]);
  });

  test('are the same for the same seed', async () => {
    const [first, again, other] = await Promise.all(
      [5, 5, 6].map((seed) => planBatches(everything, seededRandom(seed), () => true)),
    );

    expect(again?.batches).toEqual(first?.batches);
    expect(other?.batches).not.toEqual(first?.batches);
  });
});
