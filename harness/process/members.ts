import { randomInt } from 'node:crypto';
import type { ControlGroup } from './control-group.ts';
import { descendantsOf, listProcesses, readProcess, wasStartedWith } from './proc.ts';
import type { ProcessFacts } from './proc.ts';

/** The environment variable that holds the process tag. Each process of lambdaspec makes up its own, so that no runtime knows it. */
export const SANDBOX_VARIABLE = Array.from(
  { length: 8 },
  () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[randomInt(26)],
).join('');

/** The processes of one sandbox: the bootstrap and all its descendants. Linux only; empty elsewhere. */
export interface Members {
  /** The living ones. A process seen once is remembered, so it is found again when its parent is gone. */
  find(): ProcessFacts[];
}

/**
 * Watches the family of the process `leader`, which leads its own group and session.
 *
 * A process belongs to the sandbox if it is in the group or the session, descends from a member, or carries the process tag. A double
 * fork loses the parent, `setsid` loses group and session, `env -i` loses the process tag: only a process that does all three
 * between two scans escapes, unless the sandbox has a control group.
 */
export function watchMembers(leader: number, processTag: string, controlGroup?: ControlGroup): Members {
  const variable = `${SANDBOX_VARIABLE}=${processTag}`;
  const eldest = readProcess(leader)?.startTicks ?? 0;
  /** Start time by process id: ids are reused, so only both together identify a process. */
  const seen = new Map<number, number>();
  /** Set when group and session are empty: their number may then be reused. */
  let numberIsFree = false;

  const isInside = ({ pid, group, session }: ProcessFacts): boolean =>
    pid === leader || group === leader || session === leader;

  const belongsByItself = (facts: ProcessFacts, grouped: readonly number[]): boolean =>
    grouped.includes(facts.pid) ||
    (!numberIsFree && isInside(facts)) ||
    seen.get(facts.pid) === facts.startTicks ||
    wasStartedWith(facts.pid, variable);

  return {
    find() {
      const candidates = listProcesses().filter(
        ({ pid, startTicks }) => startTicks >= eldest && pid !== process.pid,
      );
      numberIsFree ||= !candidates.some(isInside);
      const grouped = controlGroup?.processes() ?? [];
      const members = new Set(candidates.filter((facts) => belongsByItself(facts, grouped)));
      addDescendants(members, candidates);

      seen.clear();
      for (const { pid, startTicks } of members) seen.set(pid, startTicks);
      return [...members].filter(({ dead }) => !dead);
    },
  };
}

/**
 * The processes in a PID namespace, by the id of its process 1 outside of it: its descendants, since the kernel gives it every
 * orphan.
 */
export function membersBelow(init: () => number): Members {
  return {
    find() {
      const below = descendantsOf(init());
      if (below !== undefined) return below.filter(({ dead }) => !dead);
      const processes = listProcesses();
      const members = new Set(processes.filter(({ pid }) => pid === init()));
      addDescendants(members, processes);
      return [...members].filter(({ pid, dead }) => pid !== init() && !dead);
    },
  };
}

function addDescendants(members: Set<ProcessFacts>, candidates: readonly ProcessFacts[]): void {
  // A set may grow while it is iterated, so grandchildren are reached too.
  for (const { pid } of members) {
    for (const candidate of candidates) if (candidate.parent === pid) members.add(candidate);
  }
}
