import { expect, test } from 'vitest';
import { shortageOf } from './shortage.ts';

function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: as the system says`), { code, ...more });
}

test.for([
  ['EMFILE', { syscall: 'open', path: '/a' }, 'ulimit -n'],
  ['ENFILE', {}, 'Too many files are open on this machine'],
  ['ENOSPC', { syscall: 'write' }, 'No space is left on the disk'],
  ['EDQUOT', {}, 'disk quota'],
  ['EFBIG', {}, 'ulimit -f'],
  ['EROFS', { path: '/a' }, 'read-only'],
  ['EACCES', { syscall: 'open', path: '/a' }, 'lacks a permission; it concerns /a'],
  ['ENOMEM', { syscall: 'spawn' }, 'Memory is exhausted'],
  ['EAGAIN', { syscall: 'spawn /bin/sh' }, 'ulimit -u'],
  ['ERR_WORKER_OUT_OF_MEMORY', {}, 'Memory is exhausted'],
  ['EADDRNOTAVAIL', { syscall: 'listen' }, '127.0.0.1'],
  ['ENOENT', { syscall: 'mkdtemp', path: '/none/lambdaspec-' }, 'set TMPDIR'],
  ['EACCES', { syscall: 'mkdtemp', path: '/none/lambdaspec-' }, 'set TMPDIR'],
] as const)('%s %j: one sentence says what is missing', ([code, more, says]) => {
  const sentence = shortageOf(systemError(code, more));

  expect(sentence).toContain(says);
  expect(sentence).toMatch(new RegExp(`^[A-Z].*\\(${code}\\)\\.$`));
});

test.for([
  ['a bug', new TypeError('x is not a function')],
  ['a missing file', systemError('ENOENT', { syscall: 'open', path: '/a' })],
  ['a full pipe', systemError('EAGAIN', { syscall: 'write' })],
  ['a bootstrap that may not be executed', systemError('EACCES', { syscall: 'spawn /a', path: '/a' })],
  ['a process that may not be signalled', systemError('EPERM', { syscall: 'kill' })],
  ['no error', undefined],
] as const)('%s is no shortage', ([, reason]) => {
  expect(shortageOf(reason)).toBeUndefined();
});

test('finds the cause of an error, also in the plain objects in which vitest passes it on', () => {
  const cause = { name: 'Error', message: 'spawn EAGAIN', code: 'EAGAIN', syscall: 'spawn' };

  expect(shortageOf(new Error('no worker', { cause }))).toContain('No more processes');
});

test('V8 tells of memory without a code', () => {
  expect(shortageOf(new RangeError('Array buffer allocation failed'))).toContain('Memory is exhausted');
  expect(
    shortageOf(new RangeError('WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory')),
  ).toContain('Memory is exhausted');
});

test('a native module that cannot be loaded for want of memory', () => {
  const cause = systemError('ERR_DLOPEN_FAILED', {
    message: 'x.node: failed to map segment from shared object',
  });

  expect(shortageOf(new Error('Cannot find native binding', { cause }))).toContain('Memory is exhausted');
});

test('a path cannot forge a line', () => {
  expect(shortageOf(systemError('ENOSPC', { path: '/a\n::error ::b' }))).not.toContain('\n');
});
