import { expect, test } from 'vitest';
import { noteDescriptor, noteShortage, openFileLimit, shortageSince } from './shortage-log.ts';

test('a shortage counts for what began before it', () => {
  const before = performance.now();
  noteShortage(Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN', syscall: 'spawn' }));
  const after = performance.now() + 1;

  expect(shortageSince(before)).toContain('No more processes can be started');
  expect(shortageSince(after)).toBeUndefined();
});

test('a bug is no shortage', () => {
  const before = performance.now();

  expect(noteShortage(new TypeError('x is not a function'))).toBeUndefined();
  expect(shortageSince(before)).toBeUndefined();
});

test('the last descriptors are a shortage, and the first are not', () => {
  const before = performance.now();
  noteDescriptor(20);
  expect(shortageSince(before)).toBeUndefined();

  noteDescriptor(openFileLimit() - 2);
  expect(shortageSince(before)).toContain('ulimit -n');
});
