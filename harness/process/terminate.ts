import { setTimeout as delay } from 'node:timers/promises';
import type { RuntimeExit } from '../trace/entry.ts';
import { thawGroup } from './freeze.ts';
import type { ControlGroup } from './control-group.ts';
import type { Group } from './group.ts';
import type { Keeper } from './keeper.ts';
import { readProcess } from './proc.ts';
import type { OutputReader } from './output/reader.ts';
import { sendSignal } from './signal.ts';
import { arrivesWithin } from './wait.ts';

/** The parts of a running bootstrap that termination needs. */
export interface Terminable {
  readonly group: Group;
  readonly exited: Promise<RuntimeExit>;
  readonly reader: OutputReader;
  /** Where the sandbox has one. */
  readonly namespace?: Pick<Keeper, 'end' | 'gone'> | undefined;
  /** Where the sandbox has one. */
  readonly controlGroup?: Pick<ControlGroup, 'kill' | 'inhabited' | 'remove'> | undefined;
}

/** When all writers are dead a pipe ends at once; the limit matters only if one could not be killed. */
const DRAIN_MS = 200;

/** How long the keeper may need to report the end of a killed bootstrap, before its namespace is ended all the same. */
const REPORT_MS = 1000;

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

  await (sandbox.namespace === undefined ? killAll(sandbox) : endNamespace(sandbox, sandbox.namespace));

  sandbox.controlGroup?.remove();
  sandbox.reader.resume();
  await arrivesWithin(sandbox.reader.ended, DRAIN_MS);
  sandbox.reader.close();
  return sandbox.exited;
}

async function endNamespace(
  { group, exited }: Terminable,
  namespace: Pick<Keeper, 'end' | 'gone'>,
): Promise<void> {
  group.signal('SIGKILL');
  // If the bootstrap has ended by itself, this shows how.
  await arrivesWithin(exited, REPORT_MS);
  namespace.end();
  if (await arrivesWithin(namespace.gone, KILL_LIMIT_MS)) return;
  throw new Error(`The bootstrap left processes that cannot be killed: ${describeMembers(group)}.`);
}

function describeMembers({ id, members }: Group): string {
  return (
    members
      .find()
      .map(({ pid }) => pid)
      .join(', ') || `group ${String(id)}`
  );
}

async function killAll({ group, exited, controlGroup }: Terminable): Promise<void> {
  const giveUpAt = performance.now() + KILL_LIMIT_MS;

  // Scanned before the kill, while the parents that prove descent are alive.
  let remaining = group.members.find();
  group.signal('SIGKILL');
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 50)) {
    controlGroup?.kill();
    for (const { pid } of remaining) sendSignal(pid, 'SIGKILL');
    const left = giveUpAt - performance.now();
    const leaderGone = await arrivesWithin(exited, Math.max(0, left));
    remaining = group.members.find();
    const inhabited = controlGroup?.inhabited === true || isInhabited(group);
    if (leaderGone && remaining.length === 0 && !inhabited) return;

    if (left <= 0) {
      throw new Error(`The bootstrap left processes that cannot be killed: ${describeMembers(group)}.`);
    }
    // Only its parent is told that a process has ended, and grandchildren are not our children: poll.
    await delay(pauseMs);
  }
}

/** Used only where members cannot be listed: it counts zombies. */
function isInhabited(group: Group): boolean {
  return readProcess(process.pid) === undefined && sendSignal(-group.id, 0);
}
