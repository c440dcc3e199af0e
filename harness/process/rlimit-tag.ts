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
/** Bytes of a core dump, the soft limit; `unlimited` is a value. */
const CORE = /^Max core file size +(\w+)/m;
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

/**
 * Tags all later children of this process; `undefined` where that is not possible. The same call keeps them from writing core
 * dumps, which would land in the user's project. They may raise that limit again.
 */
export function tagDescendants(): RlimitTag | undefined {
  const before = limitsOf('self');
  if (before === undefined || before.hard <= 2 * NUMBERS) return undefined;
  const { soft, hard, core } = before;
  const number = randomInt(hard - NUMBERS, hard);
  if (!setLimits({ soft: number, hard, core: '0' })) return undefined;
  return {
    number,
    has: (pid) => limitsOf(String(pid))?.soft === number,
    remove: () => void setLimits({ soft, hard, core }),
  };
}

interface Limits {
  readonly soft: number;
  readonly hard: number;
  readonly core: string;
}

function setLimits({ soft, hard, core }: Limits): boolean {
  const limits = [`--msgqueue=${String(soft)}:${String(hard)}`, `--core=${core}:`];
  return spawnSync('prlimit', ['--pid', String(process.pid), ...limits], { stdio: 'ignore' }).status === 0;
}

function limitsOf(pid: string): Limits | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/limits`, 'latin1');
    const [found, core] = [LIMIT.exec(text), CORE.exec(text)?.[1]];
    return found === null || core === undefined
      ? undefined
      : { soft: Number(found[1]), hard: Number(found[2]), core };
  } catch {
    return undefined; // gone meanwhile, or no /proc
  }
}
