import { expect, test } from 'vitest';
import type { Entry } from '../trace/entry.ts';
import { HeldTraces } from './held-traces.ts';

const notes = Array.from({ length: 100 }, (_, n): Entry => ({ at: n, kind: 'note', text: `note ${n}` }));

test('keeps at most 40 lines: the end where a test saw it, the start where a wire rule did', () => {
  const held = new HeldTraces();
  held.keepEnd('a', notes);
  held.keepStart('b', notes);
  held.keepStart('c', notes);
  held.keepEnd('a', notes.slice(0, 3));

  const [end, start] = held.all;
  expect(held.all).toHaveLength(2);
  expect(end).toMatchObject({ requirements: ['a'] });
  expect(end?.trace).toHaveLength(40);
  expect(end?.trace.at(-1)).toContain('note 99');
  expect(start).toMatchObject({ requirements: ['b', 'c'] });
  expect(start?.trace).toHaveLength(40);
  expect(start?.trace[0]).toContain('note 0');
});
