import { expect, test } from 'vitest';
import { createOutputLog } from './output.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

test('keeps everything while there is room, with the time of each piece', () => {
  let time = 0;
  const log = createOutputLog({ limitBytes: 10_000, now: () => ++time });

  log.append('stdout', bytes('a'));
  log.append('stderr', bytes('b'));
  log.append('stdout', bytes('c'));

  expect(log.text('stdout')).toBe('ac');
  expect(log.text('stderr')).toBe('b');
  expect(log.tail(2)).toBe('bc');
  expect(log.chunks.map(({ at, stream }) => [at, stream])).toEqual([
    [1, 'stdout'],
    [2, 'stderr'],
    [3, 'stdout'],
  ]);
});

test.each([[1], [7], [300], [100_000]])('keeps head and tail of a flood in pieces of %i bytes', (size) => {
  const log = createOutputLog({ limitBytes: 2000 });
  const flood = Array.from({ length: 30_000 }, (_, line) => `${String(line)}\n`).join('');
  for (let at = 0; at < flood.length; at += size) log.append('stdout', bytes(flood.slice(at, at + size)));
  log.append('stderr', bytes('evidence'));

  const kept = /^(?<head>[^[]+)\n\[(?<dropped>\d+) bytes dropped\]\n(?<tail>.+)$/s.exec(log.text('stdout'));
  const { head = '', tail = '', dropped } = kept?.groups ?? {};

  expect(head).not.toBe('');
  expect(flood.startsWith(head)).toBe(true);
  expect(flood.endsWith(tail)).toBe(true);
  expect(Number(dropped)).toBe(log.dropped('stdout'));
  expect(head.length + tail.length + log.dropped('stdout')).toBe(log.received('stdout'));
  expect(log.received('stdout')).toBe(flood.length);
  expect(head.length + tail.length).toBeLessThanOrEqual(2000);
  expect(log.text('stderr')).toBe('evidence');
});

test('never cuts a character in half', () => {
  const log = createOutputLog({ limitBytes: 500 });

  log.append('stdout', bytes('é'.repeat(1000)));
  log.append('stdout', bytes(`x${'é'.repeat(1000)}`));

  expect(log.text('stdout')).not.toContain('\uFFFD');
  expect(log.tail(3)).toBe('é');
});
