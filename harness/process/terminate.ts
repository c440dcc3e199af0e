import { setTimeout as delay } from 'node:timers/promises';
import type { RuntimeExit } from '../trace/entry.ts';
import { thawGroup } from './freeze.ts';
import type { Group } from './group.ts';
import { readProcess } from './proc.ts';
import type { OutputReader } from './reader.ts';
import { sendSignal } from './signal.ts';
import { arrivesWithin } from './wait.ts';

/** The parts of a running bootstrap that termination needs. */
export interface Terminable {
  readonly group: Group;
  readonly exited: Promise<RuntimeExit>;
  readonly reader: OutputReader;
}

/** When all writers are dead a pipe ends at once; the limit matters only if one could not be killed. */
const DRAIN_MS = 200;

/**
 * The kernel ends a killed process within milliseconds, unless it is stuck in a system call, where no signal helps, or
 * waits for a processor, which took more than 5 s on a machine with many busy processes.
 */
const KILL_LIMIT_MS = 30_000;

/**
 * Ends every process of a sandbox. Resolves when none but zombies is left.
 *
 * @throws Error when a process cannot be killed within half a minute
 */
export async function terminateSandbox(sandbox: Terminable, graceMs: number): Promise<RuntimeExit> {
  if (graceMs > 0) {
    sandbox.group.signal('SIGTERM');
    thawGroup(sandbox.group); // a stopped process does not handle SIGTERM
    await arrivesWithin(sandbox.exited, graceMs);
  }

  await killAll(sandbox);

  sandbox.reader.resume();
  await arrivesWithin(sandbox.reader.ended, DRAIN_MS);
  sandbox.reader.close();
  return sandbox.exited;
}

async function killAll({ group, exited }: Terminable): Promise<void> {
  const giveUpAt = performance.now() + KILL_LIMIT_MS;

  // Scanned before the kill, while the parents that prove descent are alive.
  let remaining = group.members.find();
  group.signal('SIGKILL');
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 50)) {
    for (const { pid } of remaining) sendSignal(pid, 'SIGKILL');
    const left = giveUpAt - performance.now();
    const leaderGone = await arrivesWithin(exited, Math.max(0, left));
    remaining = group.members.find();
    if (leaderGone && remaining.length === 0 && !isInhabited(group)) return;

    if (left <= 0) {
      const who = remaining.map(({ pid }) => pid).join(', ') || `group ${String(group.id)}`;
      throw new Error(`The bootstrap left processes that cannot be killed: ${who}.`);
    }
    // Only its parent is told that a process has ended, and grandchildren are not our children: poll.
    await delay(pauseMs);
  }
}

/** Used only where members cannot be listed: it counts zombies. */
function isInhabited(group: Group): boolean {
  return readProcess(process.pid) === undefined && sendSignal(-group.id, 0);
}
