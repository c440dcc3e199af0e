import { constants } from 'node:os';
import type { RuntimeExit } from './entry.ts';

/** The usual causes of fatal signals. */
const MEANINGS: Readonly<Record<string, string>> = {
  SIGABRT: 'abort',
  SIGBUS: 'bad memory access',
  SIGFPE: 'arithmetic error',
  SIGILL: 'illegal instruction',
  SIGPIPE: 'write to a closed pipe',
  SIGSEGV: 'segmentation fault',
  SIGSYS: 'bad system call',
  SIGTRAP: 'trap',
};

/** How the bootstrap ended, as a predicate: `exited with code 1`. */
export function describeExit(exit: RuntimeExit): string {
  if (exit.kind === 'exited') return `exited with code ${String(exit.exitCode)}${hintAt(exit.exitCode)}`;
  if (exit.kind === 'failed-to-start') return `could not be started: ${exit.message} (${exit.code})`;
  if (exit.forced) return `was ended by the harness (${exit.signal})`;
  const meaning = MEANINGS[exit.signal];
  return `was killed by ${exit.signal}${meaning === undefined ? '' : ` (${meaning})`}`;
}

/** Whether the bootstrap ended by itself and reported success. */
export function isZeroExit(exit: RuntimeExit): boolean {
  return exit.kind === 'exited' && exit.exitCode === 0;
}

/**
 * The meaning of a shell's special exit codes.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html section 2.8.2
 */
function hintAt(exitCode: number): string {
  if (exitCode === 126) return ' (in a shell: command not executable)';
  if (exitCode === 127) return ' (in a shell: command not found)';
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return signal === undefined ? '' : ` (in a shell: killed by ${signal[0]})`;
}
