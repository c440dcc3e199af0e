import { expect, it } from 'vitest';
import { normalised } from './normalised-message.ts';

it.each([
  ['The runtime gave up after 30.0 s.', 'The runtime gave up after 45,012 s.'],
  ['It asked for 127.0.0.1:41234.', 'It asked for 127.0.0.1:9.'],
  [
    'No result for 7f0c2c9e-1b5d-4a50-9d7f-0d2f6c1f3a11.',
    'No result for 00000000-0000-4000-8000-00000000000a.',
  ],
  ['Trace 5759e988bd862e3f  was kept.', 'Trace bd862e3fe1be46a9 was kept. '],
])('is the same fault: %s %s', (one, other) => {
  expect(normalised(one)).toBe(normalised(other));
});

it.each([
  ['The runtime gave up after a poll.', 'The runtime gave up after a post.'],
  ['It was defaced.', 'It was effaced.'],
  ['Nothing came.', 'Nothing came back.'],
])('is another fault: %s %s', (one, other) => {
  expect(normalised(one)).not.toBe(normalised(other));
});
