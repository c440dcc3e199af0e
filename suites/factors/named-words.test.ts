import { expect, test } from 'vitest';
import { seededRandom } from '../../harness/base/random.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { planEvent } from './event.ts';
import { rowsOfWords, wordsNamedIn } from './named-words.ts';

function output(text: string): Entry {
  const bytes = Buffer.from(text);
  return { at: 0, kind: 'output', stream: 'stderr', bytes, length: bytes.length };
}

test.each([
  ['frames end with --EOF--', ['--EOF--']],
  ['[INFO] waits for FRAME_END.', ['[INFO]', 'FRAME_END']],
  ['sends errorType: "OutOfMemory"', ['errorType', 'OutOfMemory']],
])('words in "%s"', (text, words) => {
  expect(wordsNamedIn([output(text)])).toEqual(words);
});

test.each([
  'Runtime ready for events',
  '2026/11/29 17:40:01 127.0.0.1:40123 /var/task/x 550e8400-e29b-41d4-a716-446655440000',
  'echo {mark-12}',
])('no word in "%s"', (text) => {
  expect(wordsNamedIn([output(text)])).toEqual([]);
});

test('a word is played in a plain event, and together with other levels', () => {
  const rows = rowsOfWords(['--EOF--'], seededRandom(1), () => true);

  expect(rows.map((row) => textOf(planEvent(row, 'mark-1').event))).toEqual([
    '{"mark":"mark-1","pad":"--EOF----EOF----EOF--"}',
    expect.stringContaining('--EOF--'),
  ]);
});

function textOf(event: ReturnType<typeof planEvent>['event']): string {
  return typeof event === 'number' ? String(event) : event.bytes.toString();
}
