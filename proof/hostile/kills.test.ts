import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../harness/base/random.ts';
import { protectionHere } from '../../harness/process/isolation.ts';
import { killAtRandom, type Kill } from './kill-harness.ts';

/** A few that hit a process; `npm run kills -- 1000` is the proof. */
const TIMES = 3;

describe.runIf(protectionHere() === 'namespace')('the command, its worker or its guards are killed', () => {
  test('nothing is left two seconds later', { timeout: 300_000 }, async () => {
    const random = seededRandom(Date.now());
    const kills: Kill[] = [];
    // A kill may come before there is a guard, or after the end.
    const hits = (): number => kills.filter(({ killed }) => killed > 0).length;
    while (hits() < TIMES && kills.length < 4 * TIMES) kills.push(await killAtRandom(random));

    expect(kills.filter(({ processes, files }) => processes.length + files.length > 0)).toEqual([]);
    expect(hits()).toBe(TIMES);
  });
});
