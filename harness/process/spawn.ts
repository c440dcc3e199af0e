import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { ControlGroup } from './control-group.ts';
import { isolated } from './isolation.ts';
import { Keeper, KEEPER_PIPES } from './keeper.ts';
import { SANDBOX_VARIABLE } from './members.ts';
import { noteShortage } from './machine/shortage-log.ts';
import { closePipe, openPipe } from './output/pipe.ts';
import type { Pipe } from './output/pipe.ts';
import { toStartFailure } from './start-failure.ts';
import type { Start, StartFailure } from './start-failure.ts';

/** A started process and our ends of its output, or why it could not be started. */
export type Spawned =
  | {
      readonly child: ChildProcess;
      /** The process that we started: the bootstrap, or its keeper. */
      readonly pid: number;
      readonly keeper?: Keeper;
      readonly streams: Readonly<Record<'stdout' | 'stderr', Readable>>;
    }
  | { readonly failure: Promise<StartFailure> };

/** Starts a process with /dev/null as standard input, a pipe for each output, and the process tag in its environment. */
export function spawnTagged(start: Start, processTag: string, controlGroup?: ControlGroup): Spawned {
  const stdout = openPipe();
  const stderr = openPipe();
  let child: ChildProcess;
  let kept: boolean;
  try {
    ({ child, kept } = spawnWith(start, processTag, controlGroup, [
      stdout?.writeEnd ?? 'pipe',
      stderr?.writeEnd ?? 'pipe',
    ]));
  } catch (error) {
    // Some errors are thrown, others are emitted.
    noteShortage(error);
    for (const pipe of [stdout, stderr]) if (pipe) closePipe(pipe);
    return { failure: Promise.resolve(toStartFailure(error, start)) };
  }

  const streams = {
    stdout: ourEnd(stdout, child.stdout),
    stderr: ourEnd(stderr, child.stderr),
  };
  if (child.pid !== undefined)
    return { child, pid: child.pid, streams, ...(kept ? { keeper: new Keeper(child, start) } : {}) };

  streams.stdout.destroy();
  streams.stderr.destroy();
  const failure = once(child, 'error').then(([error]) => {
    noteShortage(error);
    return toStartFailure(error, start);
  });
  return { failure };
}

function spawnWith(
  start: Start,
  processTag: string,
  controlGroup: ControlGroup | undefined,
  outputs: readonly (number | 'pipe')[],
): { readonly child: ChildProcess; readonly kept: boolean } {
  const tag = [SANDBOX_VARIABLE, processTag] as const;
  const wrapped = isolated(start, tag, controlGroup);
  const kept = wrapped?.kept === true;
  const { command: words, environment } = wrapped ?? {
    command: start.command,
    environment: { ...start.environment, [tag[0]]: tag[1] },
  };
  const [command, ...parameters] = words;
  const [input, report] = KEEPER_PIPES;
  const stdio: StdioOptions = kept ? [input, ...outputs, report] : ['ignore', ...outputs];
  const child = spawn(command, parameters, {
    cwd: start.cwd,
    env: environment,
    // Its own session and group: one signal reaches all of it, and Ctrl-C at the terminal reaches only us.
    detached: true,
    // Only root may mount, so in its own namespaces the process changes the user itself.
    ...(start.user === undefined || wrapped !== undefined ? {} : { uid: start.user, gid: start.user }),
    stdio,
  });
  return { child, kept };
}

/** Our end of a pipe. Only the child holds the other end now, or the stream would never end. */
function ourEnd(pipe: Pipe | undefined, fallback: Readable | null): Readable {
  if (pipe === undefined) {
    if (fallback === null) throw new Error('Node promises a stream for each output that is piped.');
    return fallback;
  }
  closeSync(pipe.writeEnd);
  return new Socket({ fd: pipe.readEnd, readable: true, writable: false });
}
