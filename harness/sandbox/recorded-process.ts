import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { busiestShare } from '../process/processor-time.ts';
import { sendSignal } from '../process/signal.ts';
import { startRuntime, type RuntimeProcess, type StartOptions } from '../process/start.ts';
import { arrivesWithin } from '../process/wait.ts';
import type { ResourceSample, RuntimeExit } from '../trace/entry.ts';
import type { Trace } from '../trace/trace.ts';
import { CrashFiles } from './crash-files.ts';
import { idleWithoutTraffic } from './slow-machine.ts';

/** How long data that a process sent before its exit may be in transit. Local sockets need well under 1 ms. */
const LAST_WORDS_MS = 200;
/** Between two checks whether the runtime is idle. */
const IDLE_PAUSE_MS = 20;

export interface RecordedProcessOptions extends Omit<StartOptions, 'onOutput'> {
  /** The trace of the sandbox, which may change while the process runs. */
  readonly trace: () => Trace;
  /** Resolves when no connection of the runtime is open. */
  readonly drained: () => Promise<void>;
  /** Where crash files go. Default: they stay in the working folder. */
  readonly crashFolder?: string;
}

/** The bootstrap of one sandbox. The trace records its output, its signals and its exit. */
export class RecordedProcess {
  readonly #options: RecordedProcessOptions;
  readonly #runtime: RuntimeProcess;
  readonly #ended: Promise<void>;
  readonly #crashFiles: CrashFiles;
  #forced = false;

  constructor(options: RecordedProcessOptions) {
    this.#options = options;
    this.#crashFiles = new CrashFiles(options.cwd);
    this.#runtime = startRuntime({
      ...options,
      onOutput: (stream, bytes) =>
        this.#trace.record({ kind: 'output', stream, bytes, length: bytes.length }),
    });
    const { command, environment, cwd: workingDirectory } = options;
    this.#trace.record({ kind: 'runtime-started', pid: this.pid, command, environment, workingDirectory });
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

  /** Signals the process group, or only the process `pid`. */
  signal(signal: NodeJS.Signals, reason: string, pid?: number): void {
    this.#trace.record({ kind: 'signal-sent', signal, reason });
    this.#forced = true;
    if (pid === undefined) this.#runtime.signal(signal);
    else sendSignal(pid, signal);
  }

  /** The ids of the living processes below the bootstrap. Empty outside Linux. */
  descendants(): number[] {
    return this.#runtime.descendants();
  }

  freeze(): void {
    this.#runtime.freeze();
    this.#trace.record({ kind: 'frozen' });
  }

  thaw(): void {
    this.#trace.record({ kind: 'thawed' });
    this.#runtime.thaw();
  }

  /** Current resource use where the platform reports it; also recorded in the trace. */
  async sample(): Promise<ResourceSample | undefined> {
    const sample = await this.#runtime.sample();
    if (sample !== undefined) this.#trace.record({ kind: 'sampled', sample });
    return sample;
  }

  /**
   * How much of a processor the runtime uses until the time is over or the process has ended: the share of its busiest
   * thread in the time it could run, or of all threads. Undefined where the platform does not report it, or it ended.
   */
  async busyShare(windowMs: number): Promise<number | undefined> {
    const [sampled, times] = [await this.sample(), await this.#runtime.processorTimes()];
    const from = this.#trace.now();
    await this.#trace.sleep(windowMs);
    const elapsedMs = this.#trace.now() - from;
    const [timesNow, now] = [await this.#runtime.processorTimes(), await this.sample()];
    if (sampled === undefined || now === undefined || !this.running) return undefined;
    // Only the sum includes short-lived children; only a thread's own share allows for a busy machine.
    const together = (now.cpuMs - sampled.cpuMs) / elapsedMs;
    return Math.max(together, busiestShare(times, timesNow, elapsedMs));
  }

  /** Whether all threads stay idle for a moment. False where the platform does not report it. */
  async idle(): Promise<boolean> {
    return this.#runtime.idle();
  }

  /** Waits until the runtime is idle: false if it ends before, or the platform does not report it. */
  async waitUntilIdle(limitMs: number): Promise<boolean> {
    const until = this.#trace.now() + limitMs;
    const measured = this.#trace.measure();
    try {
      while (this.running && this.#trace.now() < until) {
        if (await idleWithoutTraffic(this.#trace, () => this.idle())) return true;
        await this.#trace.sleep(IDLE_PAUSE_MS);
      }
      return false;
    } finally {
      measured();
    }
  }

  /** The output of the runtime since the entry at index `from` of the trace. */
  output(stream?: 'stdout' | 'stderr', from = 0): string {
    const parts = this.#trace.entries
      .slice(from)
      .flatMap((entry) =>
        entry.kind === 'output' && (stream === undefined || entry.stream === stream) ? [entry.bytes] : [],
      );
    return Buffer.concat(parts).toString('utf8');
  }

  /** Waits until all output is in the trace; a living descendant may delay that. */
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

  /** Closes our ends of its output: later writes fail. */
  closeOutput(): void {
    this.#runtime.closeOutput();
  }

  /** Ends the process group, recorded in the trace. */
  async terminate(reason: string): Promise<void> {
    if (this.running) {
      this.#trace.record({ kind: 'signal-sent', signal: 'SIGKILL', reason });
      this.#forced = true;
    }
    await this.#runtime.terminate();
    await this.#ended;
  }

  /** Records the exit after everything the process did before it. */
  async #recordExit(exit: RuntimeExit): Promise<void> {
    // A connection made right before the exit may not be accepted yet: these turns of the event loop accept it.
    for (let turn = 0; turn < 3; turn += 1) await immediate();
    const patience = new AbortController();
    await Promise.race([
      Promise.all([this.#options.drained(), this.#runtime.outputEnded]),
      delay(LAST_WORDS_MS, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    for (const { path, summary } of this.#crashFiles.collect(this.#options.crashFolder)) {
      this.#trace.record({ kind: 'note', text: `the crash of the runtime left ${path}: ${summary}` });
    }
    const forced = exit.kind === 'signalled' && this.#forced;
    this.#trace.record({ kind: 'runtime-exited', exit: forced ? { ...exit, forced } : exit });
  }
}
