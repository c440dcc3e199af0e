import { listProcesses, readProcess, wasStartedWith } from './proc.ts';
import type { ProcessFacts } from './proc.ts';

/** The environment variable that marks every process of a sandbox, also those that left its process group. */
export const SANDBOX_VARIABLE = 'LAMBDASPEC_SANDBOX';

/** The processes of one sandbox: the bootstrap and whatever it started, however far it went. Linux only; always empty elsewhere. */
export interface Members {
  /** Those alive at this moment. What was seen once is remembered, so it is found again when its parent is gone. */
  find(): ProcessFacts[];
}

/**
 * Watches the family of the process `leader`, which leads its own group and session.
 *
 * A process belongs to the sandbox if it is in the group or the session, descends from a member, or carries the process tag. A double
 * fork loses the parent, `setsid` loses group and session, `env -i` loses the process tag: only what does all three between
 * two looks escapes.
 */
export function watchMembers(leader: number, processTag: string): Members {
  const variable = `${SANDBOX_VARIABLE}=${processTag}`;
  const eldest = readProcess(leader)?.startTicks ?? 0;
  /** Start time by process id: together they name a process, for ids are used again. */
  const seen = new Map<number, number>();
  /** Set when neither group nor session has a member: from then on a stranger may get the number. */
  let numberIsFree = false;

  const isInside = ({ pid, group, session }: ProcessFacts): boolean =>
    pid === leader || group === leader || session === leader;

  const belongsByItself = (facts: ProcessFacts): boolean =>
    (!numberIsFree && isInside(facts)) ||
    seen.get(facts.pid) === facts.startTicks ||
    wasStartedWith(facts.pid, variable);

  return {
    find() {
      const candidates = listProcesses().filter(
        ({ pid, startTicks }) => startTicks >= eldest && pid !== process.pid,
      );
      numberIsFree ||= !candidates.some(isInside);
      const members = new Set(candidates.filter(belongsByItself));
      addDescendants(members, candidates);

      seen.clear();
      for (const { pid, startTicks } of members) seen.set(pid, startTicks);
      return [...members].filter(({ dead }) => !dead);
    },
  };
}

function addDescendants(members: Set<ProcessFacts>, candidates: readonly ProcessFacts[]): void {
  // A set grows while it is walked, so grandchildren are reached too.
  for (const { pid } of members) {
    for (const candidate of candidates) if (candidate.parent === pid) members.add(candidate);
  }
}
