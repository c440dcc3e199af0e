/**
 * Starts the bootstrap of one sandbox and owns all its processes: pipes and their reader, the guard, members, freezing,
 * sampling and termination. It does not know the Runtime API; the sandbox turns its events into trace entries.
 */
import type { ResourceSample, RuntimeExit } from '../trace/entry.ts';
import { ControlGroup } from './control-group.ts';
import { refuseDebugger } from './debugger.ts';
import { isIdle } from './idle.ts';
import { freezeGroup, thawGroup } from './freeze.ts';
import type { Group } from './group.ts';
import { guardSandbox } from './guard.ts';
import { protectionHere } from './isolation.ts';
import { Keeper } from './keeper.ts';
import { type Members, membersBelow, watchMembers } from './members.ts';
import { readOutput } from './output/reader.ts';
import { type ProcessorTimes, readProcessorTimes } from './processor-time.ts';
import { sampleResources } from './sample.ts';
import { sendSignal } from './signal.ts';
import { spawnTagged, type Spawned } from './spawn.ts';
import { refusedFormat } from './executable/start-failure.ts';
import type { StartFailure } from './executable/start-failure.ts';
import { watchStrays } from './strays.ts';
import { terminateSandbox } from './terminate.ts';

export interface StartOptions {
  /** The argv array. Never given to a shell. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment except the process tag: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** The uid, and the gid, it runs as. Default: ours. */
  readonly user?: number;
  /** The folder that it sees as /tmp, where the platform can do that (own-tmp.ts). Default: the /tmp of the machine. */
  readonly tmp?: string;
  /**
   * Receives output as it arrives, in chunks of any size; the caller bounds what it keeps. Output written before the exit may
   * arrive after `exited` resolves, but not after `outputEnded`.
   */
  readonly onOutput: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** The value of the variable that marks the processes: unique, of letters, digits, `_`, `.`, `:` and `-`. */
  readonly processTag: string;
}

/** A started bootstrap with all its descendants. Disposal ends them. */
export interface RuntimeProcess extends AsyncDisposable {
  /**
   * The process id, which is also the number of its group and session; 0 when it could not be started. Until it is executed in
   * its PID namespace, that of the process that starts it.
   */
  readonly pid: number;
  /** How the bootstrap itself exited. Resolves even while a descendant lives or holds the pipes; never rejects. */
  readonly exited: Promise<RuntimeExit>;
  /** Resolves when all output has been passed on and all pipes are closed; a descendant may delay that. */
  readonly outputEnded: Promise<void>;
  readonly running: boolean;
  /** Signals the whole group, if it still exists. */
  signal(signal: NodeJS.Signals): void;
  /** Stops the group and, on Linux, processes that left it, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** The ids of its living descendants. Empty outside Linux. */
  descendants(): number[];
  /** Current resource use of all processes. Undefined when none is left, and outside Linux. */
  sample(): Promise<ResourceSample | undefined>;
  /** Processor times of their threads. Empty when none is left, and outside Linux. */
  processorTimes(): Promise<ProcessorTimes>;
  /** Whether all their threads are idle. False when none is left, and outside Linux. */
  idle(): Promise<boolean>;
  /** Stops reading: a writing bootstrap blocks once its pipe (64 KiB on Linux) is full. */
  pauseOutput(): void;
  resumeOutput(): void;
  /** Closes our ends of stdout and stderr: later writes of the bootstrap fail. */
  closeOutput(): void;
  /**
   * Ends every process of the sandbox and resolves when none is left: SIGKILL at once, or SIGTERM and, after `graceMs`, SIGKILL.
   * A second call returns the promise of the first.
   */
  terminate(options?: { readonly graceMs?: number }): Promise<RuntimeExit>;
}

/** Starts a bootstrap in a session and group of its own, with /dev/null as standard input. Failing to start is a value of `exited`. */
export function startRuntime(options: StartOptions): RuntimeProcess {
  const refused = refusedFormat(options);
  if (refused !== undefined) return notStarted(Promise.resolve(refused));

  const guarded = guardSandbox(options.processTag);
  prepareHarness();
  const controlGroup = protectionHere() === 'cgroup' ? ControlGroup.make() : undefined;
  const spawned = spawnTagged(options, options.processTag, controlGroup);
  if ('failure' in spawned) {
    controlGroup?.remove();
    guarded.gone();
    return notStarted(spawned.failure);
  }
  const keeper = spawned.leader instanceof Keeper ? spawned.leader : undefined;
  guarded.started(spawned.pid);

  const members =
    keeper === undefined
      ? watchMembers(spawned.pid, options.processTag, controlGroup)
      : membersBelow(() => keeper.init);
  const reader = readOutput(spawned.streams, options.onOutput);
  const leader = leaderOf(spawned);
  const { group, exited, running } = watchGroup(leader, members);
  // The guard knows the group of the process that we started.
  const groupGone = keeper === undefined ? exited.then(() => group.gone) : keeper.gone.then(() => true);
  void groupGone.then((gone) => void (gone && guarded.groupGone()));
  let termination: Promise<RuntimeExit> | undefined;

  const terminate = async (graceMs: number): Promise<RuntimeExit> => {
    const exit = await terminateSandbox({ group, exited, reader, namespace: keeper, controlGroup }, graceMs);
    // If it throws, the registration stays: the guard tries again when the harness ends.
    guarded.gone();
    return exit;
  };

  return {
    get pid() {
      return leader.pid;
    },
    exited,
    outputEnded: reader.ended,
    get running() {
      return running();
    },
    signal: (signal) => group.signal(signal),
    freeze: () => freezeGroup(group),
    thaw: () => thawGroup(group),
    descendants: () => members.find().flatMap((member) => (member.pid === leader.pid ? [] : [member.pid])),
    sample: () => sampleResources(members, options.tmp),
    processorTimes: () => readProcessorTimes(members),
    idle: () => isIdle(members),
    pauseOutput: () => reader.pause(),
    resumeOutput: () => reader.resume(),
    closeOutput: () => reader.close(),
    terminate: ({ graceMs = 0 } = {}) => (termination ??= terminate(graceMs)),
    async [Symbol.asyncDispose]() {
      await (termination ??= terminate(0));
    },
  };
}

/** What the harness itself needs before its first bootstrap. */
function prepareHarness(): void {
  watchStrays();
  refuseDebugger();
}

/** The process of the bootstrap. */
interface Leader {
  readonly pid: number;
  readonly ended: Promise<RuntimeExit>;
  /** Signals its group. */
  readonly signal: (signal: NodeJS.Signals) => void;
}

function leaderOf({ leader, pid }: Exclude<Spawned, { readonly failure: unknown }>): Leader {
  if (leader instanceof Keeper) {
    return {
      get pid() {
        return leader.bootstrap === 0 ? pid : leader.bootstrap;
      },
      ended: leader.ended,
      signal: (signal) => leader.signal(signal),
    };
  }
  const ended = new Promise<RuntimeExit>((resolve) => {
    leader.once('exit', (exitCode, signal) =>
      resolve(
        signal === null
          ? { kind: 'exited', exitCode: exitCode ?? 0 }
          : { kind: 'signalled', signal, forced: false },
      ),
    );
  });
  return { pid, ended, signal: (signal) => void sendSignal(-pid, signal) };
}

interface WatchedGroup {
  readonly group: Group;
  /** How the bootstrap itself ended. */
  readonly exited: Promise<RuntimeExit>;
  readonly running: () => boolean;
}

/** Waits for the exit of the bootstrap, and signals its group while it exists. */
function watchGroup(leader: Leader, members: Members): WatchedGroup {
  const sent = new Set<string>();
  let running = true;
  let gone = false;
  const exited = leader.ended.then((exit) => {
    running = false;
    gone = !sendSignal(-leader.pid, 0);
    return exit.kind === 'signalled' ? { ...exit, forced: sent.has(exit.signal) } : exit;
  });
  const group: Group = {
    get id() {
      return leader.pid;
    },
    get gone() {
      return gone;
    },
    members,
    signal(signal) {
      if (gone) return; // the number may be reused by now
      if (running) sent.add(signal);
      leader.signal(signal);
    },
  };
  return { group, exited, running: () => running };
}

function nothing(): void {
  // There is no process.
}

/** The same interface for a bootstrap that was not started, so that callers need no check. */
function notStarted(exited: Promise<StartFailure>): RuntimeProcess {
  return {
    pid: 0,
    exited,
    outputEnded: Promise.resolve(),
    running: false,
    signal: nothing,
    freeze: nothing,
    thaw: nothing,
    descendants: () => [],
    sample: () => Promise.resolve(undefined),
    processorTimes: () => Promise.resolve(new Map()),
    idle: () => Promise.resolve(false),
    pauseOutput: nothing,
    resumeOutput: nothing,
    closeOutput: nothing,
    terminate: () => exited,
    async [Symbol.asyncDispose]() {
      await exited;
    },
  };
}
