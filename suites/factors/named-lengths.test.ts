import { expect, test } from 'vitest';
import { seededRandom } from '../../harness/base/random.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { planEvent } from './event.ts';
import { setFactors } from './factor.ts';
import { lengthsNamedIn, rowsOfLengths } from './named-lengths.ts';

function output(text: string): Entry {
  const bytes = Buffer.from(text);
  return { at: 0, kind: 'output', stream: 'stderr', bytes, length: bytes.length };
}

test.each([
  ['buffer of 20000 bytes', [20_000]],
  ['limit: 20,000; block 16 KiB, 1MB', [20_000, 16_384, 1_048_576]],
  ['took 300.', [300]],
])('a length in "%s"', (text, lengths) => {
  expect(lengthsNamedIn([output(text)])).toEqual(lengths);
});

test.each([
  '2026/11/29 17:40:01 ready',
  'http://127.0.0.1:40123/2018-06-01/runtime',
  'pid-1234, v1.5000.2, id 550e8400-e29b-41d4-a716-446655440000',
  'exit 1, 64 workers, 99999999 ticks',
])('no length in "%s"', (text) => {
  expect(lengthsNamedIn([output(text)])).toEqual([]);
});

test('a length is played exactly, and one byte beside it, plain and together with other levels', () => {
  const rows = rowsOfLengths([20_000], seededRandom(1), () => true);

  expect(rows.map((row) => planEvent(row, 'mark-1').bytes)).toEqual([
    19_999, 19_999, 20_000, 20_000, 20_001, 20_001,
  ]);
  expect(setFactors(rows[0] ?? {})).toEqual(['event']);
  expect(setFactors(rows[1] ?? {}).length).toBeGreaterThan(1);
});
