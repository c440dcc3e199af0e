import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { busiestShare } from '../process/processor-time.ts';
import { sendSignal } from '../process/signal.ts';
import { startRuntime, type RuntimeProcess, type StartOptions } from '../process/start.ts';
import { arrivesWithin } from '../process/wait.ts';
import type { ResourceSample, RuntimeExit } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import { idleWithoutTraffic } from './slow-machine.ts';

/** How long what a process did before its end may still be on its way to us. Local sockets need well under 1 ms. */
const LAST_WORDS_MS = 200;
/** Between two looks whether the runtime is idle. */
const IDLE_PAUSE_MS = 20;

export interface RecordedProcessOptions extends Omit<StartOptions, 'onOutput'> {
  /** The trace of the sandbox, which may begin another one while the process runs. */
  readonly trace: () => Trace;
  /** Resolves when no connection of the runtime is open. */
  readonly drained: () => Promise<void>;
}

/** The bootstrap of one sandbox, from its start. What it writes, what is done to it and how it ends stand in the trace. */
export class RecordedProcess {
  readonly #options: RecordedProcessOptions;
  readonly #runtime: RuntimeProcess;
  readonly #ended: Promise<void>;
  #forced = false;

  constructor(options: RecordedProcessOptions) {
    this.#options = options;
    this.#runtime = startRuntime({
      ...options,
      onOutput: (stream, bytes) =>
        this.#trace.record({ kind: 'output', stream, bytes, length: bytes.length }),
    });
    this.#trace.record({ kind: 'runtime-started', pid: this.pid, command: options.command });
    this.#ended = this.#runtime.exited.then((exit) => this.#recordExit(exit));
  }

  get #trace(): Trace {
    return this.#options.trace();
  }

  get pid(): number {
    return this.#runtime.pid;
  }

  get running(): boolean {
    return this.#runtime.running;
  }

  /** Signals the process group; with `pid`, one process of the sandbox alone. */
  signal(signal: NodeJS.Signals, reason: string, pid?: number): void {
    this.#trace.record({ kind: 'signal-sent', signal, reason });
    this.#forced = true;
    if (pid === undefined) this.#runtime.signal(signal);
    else sendSignal(pid, signal);
  }

  freeze(): void {
    this.#runtime.freeze();
    this.#trace.record({ kind: 'frozen' });
  }

  thaw(): void {
    this.#trace.record({ kind: 'thawed' });
    this.#runtime.thaw();
  }

  /** Resource use right now, where the platform offers it; part of the trace as well. */
  async sample(): Promise<ResourceSample | undefined> {
    const sample = await this.#runtime.sample();
    if (sample !== undefined) this.#trace.record({ kind: 'sampled', sample });
    return sample;
  }

  /**
   * How much of a processor the runtime uses from now on, until the time is over or the process has ended: the share of
   * its busiest thread in the time it could have run, or of all together. Undefined where that is not told, or it ended.
   */
  async busyShare(windowMs: number): Promise<number | undefined> {
    const [sampled, times] = [await this.sample(), await this.#runtime.processorTimes()];
    const from = this.#trace.now();
    await this.#trace.sleep(windowMs);
    const elapsedMs = this.#trace.now() - from;
    const [timesNow, now] = [await this.#runtime.processorTimes(), await this.sample()];
    if (sampled === undefined || now === undefined || !this.running) return undefined;
    // Children that come and go are in the sum alone; what a busy machine keeps from a thread, in its own share.
    const together = (now.cpuMs - sampled.cpuMs) / elapsedMs;
    return Math.max(together, busiestShare(times, timesNow, elapsedMs));
  }

  /** Whether no thread has anything to do for a moment from now on. False where the platform does not tell. */
  async idle(): Promise<boolean> {
    return this.#runtime.idle();
  }

  /** Waits until the runtime has nothing to do: false when it ends before, and where the platform does not tell. */
  async waitUntilIdle(limitMs: number): Promise<boolean> {
    const until = this.#trace.now() + limitMs;
    while (this.running && this.#trace.now() < until) {
      if (await idleWithoutTraffic(this.#trace, () => this.idle())) return true;
      await this.#trace.sleep(IDLE_PAUSE_MS);
    }
    return false;
  }

  /** What the runtime wrote since the entry at index `from` of the trace. */
  output(stream?: 'stdout' | 'stderr', from = 0): string {
    const parts = this.#trace.entries
      .slice(from)
      .flatMap((entry) =>
        entry.kind === 'output' && (stream === undefined || entry.stream === stream) ? [entry.bytes] : [],
      );
    return Buffer.concat(parts).toString('utf8');
  }

  /** Waits until all that the runtime has written is in the trace, which a descendant that lives on may hold up. */
  async outputEnds(limitMs: number): Promise<void> {
    await arrivesWithin(this.#runtime.outputEnded, limitMs);
  }

  /** Stops reading, so that a writing bootstrap blocks once its pipe is full. */
  pauseOutput(): void {
    this.#runtime.pauseOutput();
  }

  resumeOutput(): void {
    this.#runtime.resumeOutput();
  }

  /** Writing fails for the bootstrap from now on. */
  closeOutput(): void {
    this.#runtime.closeOutput();
  }

  /** Ends the process group; the trace says that it was us. */
  async terminate(reason: string): Promise<void> {
    if (this.running) {
      this.#trace.record({ kind: 'signal-sent', signal: 'SIGKILL', reason });
      this.#forced = true;
    }
    await this.#runtime.terminate();
    await this.#ended;
  }

  /** The end is recorded after everything the process did before it has been read. */
  async #recordExit(exit: RuntimeExit): Promise<void> {
    // A connection made right before the end may not be accepted yet: the event loop takes it in one of these turns.
    for (let turn = 0; turn < 3; turn += 1) await immediate();
    const patience = new AbortController();
    await Promise.race([
      Promise.all([this.#options.drained(), this.#runtime.outputEnded]),
      delay(LAST_WORDS_MS, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    const forced = exit.kind === 'signalled' && this.#forced;
    this.#trace.record({ kind: 'runtime-exited', exit: forced ? { ...exit, forced } : exit });
  }
}
