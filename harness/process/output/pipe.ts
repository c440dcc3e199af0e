/**
 * Real pipes for the output of a bootstrap.
 *
 * `stdio: 'pipe'` of node:child_process is a pair of sockets. Lambda gives pipes, and a bootstrap notices: a shell bootstrap that
 * writes `>/dev/stderr` works on Lambda and gets ENXIO with a socket, and a socket buffers more than the 64 KiB of a pipe. Node has no
 * pipe(2), so a named pipe is made, opened at both ends and unlinked. A harness killed in these milliseconds leaves an empty folder
 * or named pipes in the temporary folder, but no process.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteDescriptor, noteShortage } from '../machine/shortage-log.ts';

/** Both ends of an anonymous pipe, as file descriptors that are not inherited. */
export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/** mkfifo(1) takes milliseconds, so one call makes enough pipes for four sandboxes. */
const BATCH = 8;

const spare: Pipe[] = [];

/** A new pipe, or undefined where none can be made (no mkfifo, no writable temporary folder). */
export function openPipe(): Pipe | undefined {
  if (spare.length === 0) spare.push(...makePipes(BATCH));
  const pipe = spare.pop();
  if (pipe !== undefined) noteDescriptor(pipe.writeEnd);
  return pipe;
}

/** Closes both ends. */
export function closePipe({ readEnd, writeEnd }: Pipe): void {
  closeSync(readEnd);
  closeSync(writeEnd);
}

/** New pipes; fewer where no more can be made. */
export function makePipes(count: number): Pipe[] {
  const made: Pipe[] = [];
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), 'pipes-'));
    const paths = Array.from({ length: count }, (_, index) => join(folder ?? '', String(index)));
    spawnSync('mkfifo', paths, { stdio: 'ignore' });
    for (const path of paths) made.push(openBothEnds(path));
  } catch (reason) {
    noteShortage(reason);
    // Pipes made so far are usable; without any the caller falls back to sockets.
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
  return made;
}

function openBothEnds(path: string): Pipe {
  // Non-blocking, or opening would wait for a writer.
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(readEnd);
    throw error;
  }
}

/** Reads a pipe whose end is open without waiting. */
export function readerOf(descriptor: number): Socket {
  return new Socket({ fd: descriptor, readable: true, writable: false });
}
