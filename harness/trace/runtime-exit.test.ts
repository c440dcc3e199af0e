import { expect, test } from 'vitest';
import { describeExit, isZeroExit } from './runtime-exit.ts';

test.each([
  [{ kind: 'exited', exitCode: 0 }, 'exited with code 0', true],
  [{ kind: 'exited', exitCode: 1 }, 'exited with code 1', false],
  [{ kind: 'exited', exitCode: 127 }, 'exited with code 127 (in a shell: command not found)', false],
  [{ kind: 'exited', exitCode: 139 }, 'exited with code 139 (in a shell: killed by SIGSEGV)', false],
  [{ kind: 'exited', exitCode: 200 }, 'exited with code 200', false],
  [
    { kind: 'signalled', signal: 'SIGSEGV', forced: false },
    'was killed by SIGSEGV (segmentation fault)',
    false,
  ],
  [{ kind: 'signalled', signal: 'SIGUSR1', forced: false }, 'was killed by SIGUSR1', false],
  [{ kind: 'signalled', signal: 'SIGKILL', forced: true }, 'was ended by the harness (SIGKILL)', false],
  [
    { kind: 'failed-to-start', code: 'ENOENT', message: '/a does not exist' },
    'could not be started: /a does not exist (ENOENT)',
    false,
  ],
] as const)('%o %s', (exit, sentence, isZero) => {
  expect(describeExit(exit)).toBe(sentence);
  expect(isZeroExit(exit)).toBe(isZero);
});
