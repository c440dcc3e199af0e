import { expect, test } from 'vitest';
import { HarnessError } from './errors.ts';

test('a message of thousands of problems tells the first of them and how many there are', () => {
  const problems = Array.from({ length: 3000 }, (_, n) => `problem ${n}`);

  const lines = new HarnessError('CONFIG_INVALID', problems).message.split('\n');

  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe('problem 0');
  expect(lines.at(-1)).toBe('2980 further problems.');
});

test('a foreign line end starts no line, and a long line is cut', () => {
  const { message } = new HarnessError('USAGE', ['a\nb', 'x'.repeat(3000)]);

  expect(message.split('\n')).toHaveLength(2);
  expect(message.length).toBeLessThan(2100);
});
