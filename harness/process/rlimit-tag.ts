/**
 * A tag that a process does not lose by forking twice, opening a session and clearing its environment: a resource limit that means
 * nothing to a runtime, set to a number that no other process has. Limits are inherited.
 *
 * It tags all descendants of this process, not of one sandbox, so it is used only when no sandbox is left. Linux with prlimit(1)
 * of util-linux; elsewhere nothing is tagged.
 *
 * @see https://man7.org/linux/man-pages/man2/getrlimit.2.html RLIMIT_MSGQUEUE
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Bytes that a user may have in POSIX message queues: the soft limit and the hard one. */
const LIMIT = /^Max msgqueue size +(\d+) +(\d+)/m;
/** The largest distance of a tag below the hard limit. */
const NUMBERS = 100_000;

/** A tag on this process and its later children. */
export interface RlimitTag {
  readonly number: number;
  /** Whether a process has it. */
  has(pid: number): boolean;
  /** Stops tagging: later children are not tagged. */
  remove(): void;
}

/** Tags all later children of this process; `undefined` where that is not possible. */
export function tagDescendants(): RlimitTag | undefined {
  const before = limitsOf('self');
  if (before === undefined || before.hard <= 2 * NUMBERS) return undefined;
  const { soft, hard } = before;
  const number = randomInt(hard - NUMBERS, hard);
  if (!setLimit(number, hard)) return undefined;
  return {
    number,
    has: (pid) => limitsOf(String(pid))?.soft === number,
    remove: () => void setLimit(soft, hard),
  };
}

function setLimit(soft: number, hard: number): boolean {
  const limit = `--msgqueue=${String(soft)}:${String(hard)}`;
  return spawnSync('prlimit', ['--pid', String(process.pid), limit], { stdio: 'ignore' }).status === 0;
}

function limitsOf(pid: string): { readonly soft: number; readonly hard: number } | undefined {
  try {
    const found = LIMIT.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'));
    return found === null ? undefined : { soft: Number(found[1]), hard: Number(found[2]) };
  } catch {
    return undefined; // gone meanwhile, or no /proc
  }
}
