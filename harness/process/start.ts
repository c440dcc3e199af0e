/**
 * Starts the bootstrap of one sandbox and owns every process that comes of it.
 *
 * This file ties the parts together: pipes and their reader, the guard, the family of processes, freezing, sampling and the end.
 * It knows nothing of the Runtime API; the sandbox turns what it reports into trace entries.
 */
import type { ChildProcess } from 'node:child_process';
import type { ResourceSample, RuntimeExit } from '../trace/entry.ts';
import { isIdle } from './idle.ts';
import { freezeGroup, thawGroup } from './freeze.ts';
import type { Group } from './group.ts';
import { guardSandbox } from './guard.ts';
import { type Members, watchMembers } from './members.ts';
import { readOutput } from './reader.ts';
import { type ProcessorTimes, readProcessorTimes } from './processor-time.ts';
import { sampleResources } from './sample.ts';
import { sendSignal } from './signal.ts';
import { spawnTagged } from './spawn.ts';
import { refusedFormat } from './start-failure.ts';
import type { StartFailure } from './start-failure.ts';
import { watchStrays } from './strays.ts';
import { terminateSandbox } from './terminate.ts';

export interface StartOptions {
  /** The argv array. Never given to a shell. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment, but for the process tag: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** The user, and the group of the same number, that it runs as. Default: ours. */
  readonly user?: number;
  /**
   * Receives everything the bootstrap writes, as it arrives and in pieces of any size; the caller bounds what it keeps. What was written
   * before the bootstrap ended may come after `exited` resolves; `outputEnded` is the end of it.
   */
  readonly onOutput: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** The value of LAMBDASPEC_SANDBOX in the environment: unique, of letters, digits, `_`, `.`, `:` and `-`. */
  readonly processTag: string;
}

/** A bootstrap that was started, with all its descendants. Disposing of it ends them. */
export interface RuntimeProcess extends AsyncDisposable {
  /** The process id, which is also the number of its group and session; 0 when it could not be started. */
  readonly pid: number;
  /** How the bootstrap itself ended. Resolves even while a descendant lives on or holds the pipes; never rejects. */
  readonly exited: Promise<RuntimeExit>;
  /** Resolves when everything written has been passed on and nobody can write any more; a descendant may hold that up. */
  readonly outputEnded: Promise<void>;
  readonly running: boolean;
  /** Sends a signal to the whole group, if there still is one. */
  signal(signal: NodeJS.Signals): void;
  /** Stops the group, and on Linux what left it, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** What all processes of the sandbox use at this moment. Undefined when none is left, and outside Linux. */
  sample(): Promise<ResourceSample | undefined>;
  /** What each of their threads has had of the processors. Empty when none is left, and outside Linux. */
  processorTimes(): Promise<ProcessorTimes>;
  /** Whether none of their threads has anything to do at this moment. False when none is left, and outside Linux. */
  idle(): Promise<boolean>;
  /** Stops reading, so that a writing bootstrap blocks once its pipe (64 KiB on Linux) is full. */
  pauseOutput(): void;
  resumeOutput(): void;
  /** Closes our ends of stdout and stderr: writing fails for the bootstrap from now on. */
  closeOutput(): void;
  /**
   * Ends every process of the sandbox, and resolves when none is left: at once with SIGKILL, or with SIGTERM and, after `graceMs`, SIGKILL.
   * A second call returns the promise of the first.
   */
  terminate(options?: { readonly graceMs?: number }): Promise<RuntimeExit>;
}

/** Starts a bootstrap in a session and group of its own, with /dev/null as standard input. Failing to start is a value of `exited`. */
export function startRuntime(options: StartOptions): RuntimeProcess {
  const refused = refusedFormat(options);
  if (refused !== undefined) return notStarted(Promise.resolve(refused));

  const guarded = guardSandbox(options.processTag);
  watchStrays();
  const spawned = spawnTagged(options, options.processTag);
  if ('failure' in spawned) {
    guarded.gone();
    return notStarted(spawned.failure);
  }
  const { child, pid, streams } = spawned;
  guarded.started(pid);

  const members = watchMembers(pid, options.processTag);
  const reader = readOutput(streams, options.onOutput);
  const { group, exited, running } = watchGroup(child, pid, members, () => guarded.groupGone());
  let termination: Promise<RuntimeExit> | undefined;

  const terminate = async (graceMs: number): Promise<RuntimeExit> => {
    const exit = await terminateSandbox({ group, exited, reader }, graceMs);
    // When it throws, the registration stays: the guard tries again when the harness ends.
    guarded.gone();
    return exit;
  };

  return {
    pid,
    exited,
    outputEnded: reader.ended,
    get running() {
      return running();
    },
    signal: (signal) => group.signal(signal),
    freeze: () => freezeGroup(group),
    thaw: () => thawGroup(group),
    sample: () => sampleResources(members),
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

interface WatchedGroup {
  readonly group: Group;
  /** How the bootstrap itself ended. */
  readonly exited: Promise<RuntimeExit>;
  readonly running: () => boolean;
}

/** Watches for the end of the bootstrap, and signals its group for as long as there is one. */
function watchGroup(child: ChildProcess, pid: number, members: Members, onGone: () => void): WatchedGroup {
  const sent = new Set<string>();
  let running = true;
  let groupGone = false;
  const exited = new Promise<RuntimeExit>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      running = false;
      groupGone = !sendSignal(-pid, 0);
      if (groupGone) onGone();
      resolve(
        signal === null
          ? { kind: 'exited', exitCode: exitCode ?? 0 }
          : { kind: 'signalled', signal, forced: sent.has(signal) },
      );
    });
  });
  const group: Group = {
    id: pid,
    members,
    signal(signal) {
      if (groupGone) return; // the number may belong to a stranger by now
      if (running) sent.add(signal);
      sendSignal(-pid, signal);
    },
  };
  return { group, exited, running: () => running };
}

function nothing(): void {
  // There is no process to do it to.
}

/** The same shape for a bootstrap that does not exist, so that nobody has to ask first. */
function notStarted(exited: Promise<StartFailure>): RuntimeProcess {
  return {
    pid: 0,
    exited,
    outputEnded: Promise.resolve(),
    running: false,
    signal: nothing,
    freeze: nothing,
    thaw: nothing,
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
