/** The harness's side of the keeper (keeper-script.ts): the PID namespace of one bootstrap, and what happens to it there. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { getSystemErrorName } from 'node:util';
import { noteShortage } from './machine/shortage-log.ts';
import { childrenOf, idInNamespace } from './proc.ts';
import { sendSignal } from './signal.ts';
import { toStartFailure, type Start } from './start-failure.ts';
import type { RuntimeExit } from '../trace/entry.ts';

/** The descriptors of the keeper: the end of its input ends the namespace, and it reports at the other. */
export const KEEPER_PIPES = ['pipe', 'pipe'] as const;
const REPORT = 3;

/** A PID namespace with the bootstrap that was started in it. */
export class Keeper {
  /** How the bootstrap ended. When the whole namespace is ended, that is by SIGKILL. */
  readonly ended: Promise<RuntimeExit>;
  /** Resolves when no process of the namespace is left. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  readonly #start: Start;
  /** Signals to send when the bootstrap runs. */
  readonly #waiting: NodeJS.Signals[] = [];
  #init = 0;
  #bootstrap = 0;

  constructor(child: ChildProcess, start: Start) {
    this.#child = child;
    this.#start = start;
    this.ended = this.#readReports();
    this.gone = this.#waitForEnd();
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
    this.#child.stdin?.destroy();
  }

  async #waitForEnd(): Promise<void> {
    await once(this.#child, 'exit');
    // If it was killed from outside, its child, process 1 of the namespace, is still in its group.
    if (this.#child.signalCode !== null) sendSignal(-(this.#child.pid ?? 0), 'SIGKILL');
  }

  #readReports(): Promise<RuntimeExit> {
    const report = this.#child.stdio[REPORT];
    this.#child.stdin?.on('error', () => {});
    if (!(report instanceof Readable))
      throw new Error('Node promises a stream for each descriptor that is piped.');
    report.on('error', () => {});
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
    const [init = 0] = childrenOf(this.#child.pid ?? 0);
    this.#init = init;
    this.#bootstrap = childrenOf(init).find((child) => idInNamespace(child) === id) ?? 0;
    for (const signal of this.#waiting.splice(0)) this.signal(signal);
  }

  #failure(number: number): RuntimeExit {
    const code = getSystemErrorName(-number);
    const error = Object.assign(new Error(`the bootstrap could not be started: ${code}`), { code });
    noteShortage(error);
    return toStartFailure(error, this.#start);
  }
}

/** @see https://man7.org/linux/man-pages/man2/wait.2.html */
function exitOf(status: number): RuntimeExit {
  const number = status & 0x7f;
  if (number === 0) return { kind: 'exited', exitCode: status >> 8 };
  const [name = `SIG${String(number)}`] =
    Object.entries(constants.signals).find(([, known]) => known === number) ?? [];
  return { kind: 'signalled', signal: name, forced: false };
}
