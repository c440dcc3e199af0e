/** The harness's side of the keeper (keeper-script.ts): the PID namespace of one bootstrap, and what happens to it there. */
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Launched } from './launcher.ts';
import { noteShortage } from './machine/shortage-log.ts';
import { readerOf } from './output/pipe.ts';
import { childrenOf, idInNamespace } from './proc.ts';
import { sendSignal } from './signal.ts';
import { startError, toStartFailure, type Start } from './executable/start-failure.ts';
import type { RuntimeExit } from '../trace/entry.ts';

/** A PID namespace with the bootstrap that was started in it. */
export class Keeper {
  /** How the bootstrap ended. When the whole namespace is ended, that is by SIGKILL. */
  readonly ended: Promise<RuntimeExit>;
  /** Resolves when no process of the namespace is left. */
  readonly gone: Promise<void>;
  readonly #pid: number;
  readonly #start: Start;
  #input: number | undefined;
  /** Signals to send when the bootstrap runs. */
  readonly #waiting: NodeJS.Signals[] = [];
  #init = 0;
  #bootstrap = 0;

  constructor({ pid, input, report, life }: Omit<Launched, 'stdout' | 'stderr'>, start: Start) {
    this.#pid = pid;
    this.#input = input;
    this.#start = start;
    this.ended = this.#readReports(muted(report));
    this.gone = this.#waitForEnd(muted(life));
  }

  /** Process 1 of the namespace, as seen from here; 0 before it has started the bootstrap. */
  get init(): number {
    return this.#init;
  }

  /** The bootstrap, as seen from here, which leads its group; 0 before it is executed. */
  get bootstrap(): number {
    return this.#bootstrap;
  }

  /** Signals the group of the bootstrap, as soon as there is one. */
  signal(signal: NodeJS.Signals): void {
    if (this.#bootstrap === 0) this.#waiting.push(signal);
    else sendSignal(-this.#bootstrap, signal);
  }

  /** Ends every process in the namespace; `gone` tells when. */
  end(): void {
    if (this.#input !== undefined) closeSync(this.#input);
    this.#input = undefined;
  }

  async #waitForEnd(life: Socket): Promise<void> {
    let last = '';
    life.on('data', (bytes) => (last += bytes.toString('latin1')));
    await new Promise<void>((resolve) => life.once('close', () => resolve()));
    this.end();
    // If it was killed from outside, its child, process 1 of the namespace, is still in its group.
    if (last === '') sendSignal(-this.#pid, 'SIGKILL');
  }

  #readReports(report: Socket): Promise<RuntimeExit> {
    return new Promise((resolve) => {
      const end = (exit: RuntimeExit): void => {
        report.destroy();
        resolve(exit);
      };
      const lines = createInterface({ input: report });
      lines.on('line', (line) => {
        const [verb, text] = line.split(' ');
        const number = Number(text);
        if (verb === 'started') this.#started(number);
        else if (verb === 'failed') end(this.#failure(number));
        // What it wrote before its end is read in this turn of the event loop.
        else setImmediate(end, exitOf(number));
      });
      lines.once('close', () => setImmediate(end, { kind: 'signalled', signal: 'SIGKILL', forced: false }));
    });
  }

  #started(id: number): void {
    const [init = 0] = childrenOf(this.#pid);
    this.#init = init;
    this.#bootstrap = childrenOf(init).find((child) => idInNamespace(child) === id) ?? 0;
    for (const signal of this.#waiting.splice(0)) this.signal(signal);
  }

  #failure(number: number): RuntimeExit {
    const error = startError(number);
    noteShortage(error);
    return toStartFailure(error, this.#start);
  }
}

function muted(descriptor: number): Socket {
  return readerOf(descriptor).on('error', () => {});
}

/** @see https://man7.org/linux/man-pages/man2/wait.2.html */
function exitOf(status: number): RuntimeExit {
  const number = status & 0x7f;
  if (number === 0) return { kind: 'exited', exitCode: status >> 8 };
  const [name = `SIG${String(number)}`] =
    Object.entries(constants.signals).find(([, known]) => known === number) ?? [];
  return { kind: 'signalled', signal: name, forced: false };
}
