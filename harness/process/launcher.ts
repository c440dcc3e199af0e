/**
 * Starts keepers (keeper-script.ts). One small process, the launcher, forks all of them: a fork of the harness itself takes longer
 * than a native bootstrap needs to start, since the kernel copies the page tables of all its memory. A worker thread has its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeFileSync } from 'node:fs';
import { startError } from './executable/start-failure.ts';
import { framedRequest, launcherWords } from './isolation.ts';
import { noteDescriptor } from './machine/shortage-log.ts';
import { HELPERS } from './own-tmp.ts';
import { closePipe, makePipes } from './output/pipe.ts';

/** A keeper that was started, and our ends of its pipes, as file descriptors that are not inherited. */
export interface Launched {
  readonly pid: number;
  /** Its end ends the namespace. */
  readonly input: number;
  readonly stdout: number;
  readonly stderr: number;
  /** What happens to the bootstrap. */
  readonly report: number;
  /** Ends with the keeper. */
  readonly life: number;
}

let current: Launcher | undefined;

/**
 * Starts a keeper; `request` says what for (isolation.ts). It returns when the keeper exists, which takes about a millisecond.
 *
 * @throws Error of the system, with its code, when no process or pipe can be made.
 */
export function launch(request: readonly string[]): Launched {
  for (let attempt = 1; ; attempt += 1) {
    current ??= new Launcher();
    try {
      return current.launch(request);
    } catch (reason) {
      if (!(reason instanceof LauncherGoneError)) throw reason;
      // It was killed from outside. The keepers outlive it.
      endLauncher();
      if (attempt === 2) throw reason;
    }
  }
}

/** Ends the launcher. The next start makes a new one. */
export function endLauncher(): void {
  current?.close();
  current = undefined;
}

class LauncherGoneError extends Error {
  override readonly name = 'LauncherGoneError';
  /** That of a child that does not exist. */
  readonly code = 'ECHILD';
}

class Launcher {
  readonly #child: ChildProcess;
  readonly #requests: number;
  readonly #replies: number;

  constructor() {
    const [requests, replies] = makePipes(2);
    if (requests === undefined || replies === undefined)
      throw Object.assign(new Error('no pipe could be made'), { code: 'EMFILE' });
    try {
      const [command, ...words] = launcherWords();
      this.#child = spawn(command, words, {
        cwd: '/',
        env: HELPERS,
        // Its own session: Ctrl-C at the terminal reaches only us.
        detached: true,
        stdio: [requests.readEnd, replies.writeEnd, 'ignore'],
      });
      this.#child.on('error', () => {});
      // It must not keep the harness alive.
      this.#child.unref();
      // Our end was opened without waiting for a writer; an answer is waited for.
      this.#replies = openSync(`/proc/self/fd/${String(replies.readEnd)}`, constants.O_RDONLY);
      this.#requests = openSync(`/proc/self/fd/${String(requests.writeEnd)}`, constants.O_WRONLY);
    } finally {
      // Only the launcher holds its ends now, or its death would not be seen.
      closePipe(requests);
      closePipe(replies);
    }
  }

  launch(request: readonly string[]): Launched {
    this.#tell(framedRequest(request));
    const [first = '', ...numbers] = this.#reply().split(' ');
    if (first === 'failed') throw startError(Number(numbers[0]));
    const opened: number[] = [];
    const opening = (flags: number): number => {
      const end = openSync(`/proc/${String(this.#child.pid)}/fd/${numbers[opened.length] ?? ''}`, flags);
      opened.push(end);
      noteDescriptor(end);
      return end;
    };
    const reading = constants.O_RDONLY | constants.O_NONBLOCK;
    try {
      return {
        pid: Number(first),
        // In the order of the launcher.
        input: opening(constants.O_WRONLY),
        stdout: opening(reading),
        stderr: opening(reading),
        report: opening(reading),
        life: opening(reading),
      };
    } catch (reason) {
      // Without our end of its input the keeper ends.
      for (const end of opened) closeSync(end);
      throw reason;
    } finally {
      this.#tell(Buffer.from('\n'));
    }
  }

  /** Ends it, once it has made what it was asked for. */
  close(): void {
    closeSync(this.#requests);
    closeSync(this.#replies);
  }

  #tell(bytes: Buffer): void {
    try {
      writeFileSync(this.#requests, bytes);
    } catch {
      throw new LauncherGoneError('the launcher takes no request');
    }
  }

  #reply(): string {
    const bytes = Buffer.alloc(128);
    for (let length = 0; ;) {
      const read = readSync(this.#replies, bytes, length, bytes.length - length, null);
      if (read === 0) throw new LauncherGoneError('the launcher ended');
      length += read;
      if (bytes[length - 1] === 0x0a) return bytes.toString('latin1', 0, length - 1);
    }
  }
}
