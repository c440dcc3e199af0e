import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../harness/base/random.ts';
import { protectionHere } from '../../harness/process/isolation.ts';
import { killAtRandom } from './kill-harness.ts';

/** A few of them; `npm run kills -- 1000` is the proof. */
const TIMES = 3;

describe.runIf(protectionHere() === 'namespace')('the command, its worker or its guards are killed', () => {
  test('nothing is left two seconds later', { timeout: 300_000 }, async () => {
    const random = seededRandom(Date.now());
    const kills = [];
    for (let time = 0; time < TIMES; time += 1) kills.push(await killAtRandom(random));

    expect(kills.filter(({ processes, files }) => processes.length + files.length > 0)).toEqual([]);
    expect(kills.some(({ killed }) => killed > 0)).toBe(true);
  });
});
