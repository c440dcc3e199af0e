import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ControlGroup } from './control-group.ts';
import { isolated, type Isolated } from './isolation.ts';
import { Keeper } from './keeper.ts';
import { launch } from './launcher.ts';
import { SANDBOX_VARIABLE } from './members.ts';
import { noteShortage } from './machine/shortage-log.ts';
import { closePipe, openPipe, readerOf } from './output/pipe.ts';
import type { Pipe } from './output/pipe.ts';
import { toStartFailure } from './executable/start-failure.ts';
import type { Start, StartFailure } from './executable/start-failure.ts';

/** A started process and our ends of its output, or why it could not be started. */
export type Spawned =
  | {
      /** The bootstrap itself, or what starts it in its namespaces. */
      readonly leader: ChildProcess | Keeper;
      /** The process that we started. */
      readonly pid: number;
      readonly streams: Readonly<Record<'stdout' | 'stderr', Readable>>;
    }
  | { readonly failure: Promise<StartFailure> };

/** Starts a process with /dev/null as standard input, a pipe for each output, and the process tag in its environment. */
export function spawnTagged(start: Start, processTag: string, controlGroup?: ControlGroup): Spawned {
  const tag = [SANDBOX_VARIABLE, processTag] as const;
  const wrapped = isolated(start, tag, controlGroup);
  try {
    if (wrapped !== undefined && 'request' in wrapped) return launched(wrapped.request, start);
    const own = { command: start.command, environment: { ...start.environment, [tag[0]]: tag[1] } };
    return spawned(wrapped ?? own, start, wrapped === undefined ? start.user : undefined);
  } catch (error) {
    // Some errors are thrown, others are emitted.
    noteShortage(error);
    return { failure: Promise.resolve(toStartFailure(error, start)) };
  }
}

function launched(request: readonly string[], start: Start): Spawned {
  const { stdout, stderr, ...kept } = launch(request);
  return {
    leader: new Keeper(kept, start),
    pid: kept.pid,
    streams: { stdout: readerOf(stdout), stderr: readerOf(stderr) },
  };
}

function spawned(
  { command: [command, ...parameters], environment }: Exclude<Isolated, { readonly request: unknown }>,
  start: Start,
  user: number | undefined,
): Spawned {
  const stdout = openPipe();
  const stderr = openPipe();
  let child: ChildProcess;
  try {
    const stdio: StdioOptions = ['ignore', stdout?.writeEnd ?? 'pipe', stderr?.writeEnd ?? 'pipe'];
    child = spawn(command, parameters, {
      cwd: start.cwd,
      env: environment,
      // Its own session and group: one signal reaches all of it, and Ctrl-C at the terminal reaches only us.
      detached: true,
      // Only root may mount, so in its own namespaces the process changes the user itself.
      ...(user === undefined ? {} : { uid: user, gid: user }),
      stdio,
    });
  } catch (error) {
    for (const pipe of [stdout, stderr]) if (pipe) closePipe(pipe);
    throw error;
  }

  const streams = {
    stdout: ourEnd(stdout, child.stdout),
    stderr: ourEnd(stderr, child.stderr),
  };
  if (child.pid !== undefined) return { leader: child, pid: child.pid, streams };

  streams.stdout.destroy();
  streams.stderr.destroy();
  const failure = once(child, 'error').then(([error]) => {
    noteShortage(error);
    return toStartFailure(error, start);
  });
  return { failure };
}

/** Our end of a pipe. Only the child holds the other end now, or the stream would never end. */
function ourEnd(pipe: Pipe | undefined, fallback: Readable | null): Readable {
  if (pipe === undefined) {
    if (fallback === null) throw new Error('Node promises a stream for each output that is piped.');
    return fallback;
  }
  closeSync(pipe.writeEnd);
  return readerOf(pipe.readEnd);
}
