/**
 * One simulated execution environment: a Runtime API server, a bootstrap process and the trace of both. Opened by a
 * scope (`await using`) and gone with it: the process group is dead and the port closed when disposal returns.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { Delivery } from './pending-invocation.ts';
import { InvocationBuilder, type InvokeOptions } from '../runtime-api/invocations/invocation-builder.ts';
import { UnreachedError, type Outcome } from '../trace/outcome.ts';
import { lambdaEnvironment } from '../process/environment.ts';
import { describeExit } from '../trace/runtime-exit.ts';
import { busiestShare } from '../process/processor-time.ts';
import { sendSignal } from '../process/signal.ts';
import { startRuntime, type RuntimeProcess } from '../process/start.ts';
import { arrivesWithin } from '../process/wait.ts';
import { hex, type Random } from '../base/random.ts';
import { RuntimeApiServer } from '../runtime-api/server.ts';
import { restsInSilence, Slowness } from './slow-machine.ts';
import type { Limits } from './limits.ts';
import type { Target } from '../run/target.ts';
import type { Entry, EntryOf, ResourceSample, RuntimeExit } from '../trace/entry.ts';
import { RuntimeGoneError, Trace, WaitExpiredError, type WaitOptions } from '../trace/trace.ts';

/** How long what a process did before its end may still be on its way to us. Local sockets need well under 1 ms. */
const LAST_WORDS_MS = 200;

export interface SandboxOptions {
  readonly target: Target;
  readonly limits: Limits;
  readonly random: Random;
  /** Marks the processes of this run; each sandbox adds its own part. */
  readonly marker: string;
  /** Variables to set or, with `undefined`, to leave out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly handler?: string;
  readonly taskRoot?: string;
  readonly workingDirectory?: string;
  /** Further arguments of the bootstrap. */
  readonly arguments?: readonly string[];
  /** A command in front of the bootstrap, which starts it in its own way. */
  readonly launcher?: readonly [string, ...string[]];
  /** The user, by number, that the bootstrap runs as; only root may choose. Default: the one that runs us. */
  readonly user?: number;
  /** Loopback name or address of the Runtime API. Default: `127.0.0.1`. */
  readonly host?: string;
  /** Arms faults before the process starts. */
  readonly prepare?: (runtimeApi: RuntimeApiServer) => void;
}

export class Sandbox implements AsyncDisposable {
  readonly limits: Limits;
  readonly runtimeApi: RuntimeApiServer;
  /** The facts the runtime is started with, for tests that compare. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #marker = randomUUID();
  #trace = new Trace();
  #process: RuntimeProcess | undefined;
  readonly #builder: InvocationBuilder;
  readonly #options: SandboxOptions;
  #ended: Promise<void> = Promise.resolve();
  #forced = false;
  #closing: Promise<void> | undefined;
  readonly #atRest = async (): Promise<boolean> => (await this.#process?.atRest()) === true;
  readonly #slowness = new Slowness(this.#atRest);

  private constructor(options: SandboxOptions, runtimeApi: RuntimeApiServer, trace: Trace) {
    const functionName = `function-${hex(options.random, 6)}`;
    this.#options = options;
    this.limits = options.limits;
    this.runtimeApi = runtimeApi;
    this.#trace = trace;
    this.#builder = new InvocationBuilder(options.random, functionName);
    const { target } = options;
    this.environment = lambdaEnvironment({
      runtimeApi: runtimeApi.address,
      handler: options.handler ?? target.handler,
      taskRoot: options.taskRoot ?? target.taskRoot,
      functionName,
      functionVersion: '$LATEST',
      memoryMb: 128 * (1 + Math.floor(options.random() * 24)),
      logGroup: `/aws/lambda/${functionName}`,
      logStream: `2026/01/01/[$LATEST]${hex(options.random, 32)}`,
      extra: { ...target.environment, ...defined(options.environment) },
      omit: undefinedKeys(options.environment),
    });
  }

  /** Opens a sandbox and starts the bootstrap; does not wait for its first request. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    const trace = new Trace();
    let sandbox: Sandbox | undefined;
    const runtimeApi = await RuntimeApiServer.listen({
      trace: () => sandbox?.trace ?? trace,
      ...(options.host === undefined ? {} : { host: options.host }),
    });
    sandbox = new Sandbox(options, runtimeApi, trace);
    options.prepare?.(runtimeApi);
    sandbox.start();
    return sandbox;
  }

  get trace(): Trace {
    return this.#trace;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get running(): boolean {
    return this.#process?.running ?? false;
  }

  /** Starts the bootstrap; again, after it has ended, as Lambda does in a kept environment. */
  start(): void {
    const { target, launcher, arguments: more = [] } = this.#options;
    const bootstrap: readonly [string, ...string[]] = [...target.command, ...more];
    const command = launcher === undefined ? bootstrap : ([...launcher, ...bootstrap] as const);
    this.#forced = false;
    this.runtimeApi.reset();
    const child = startRuntime({
      command,
      cwd: this.#options.workingDirectory ?? this.#options.taskRoot ?? target.taskRoot,
      environment: this.environment,
      ...(this.#options.user === undefined ? {} : { user: this.#options.user }),
      // Its own: what is left of one sandbox is found and ended by its marker.
      marker: `${this.#options.marker}.${this.#marker}`,
      onOutput: (stream, bytes) =>
        this.#trace.record({ kind: 'output', stream, bytes, length: bytes.length }),
    });
    this.#process = child;
    this.#trace.record({ kind: 'runtime-started', pid: child.pid, command });
    this.#ended = child.exited.then((exit) => this.#recordExit(exit));
  }

  /**
   * Waits for the first poll.
   *
   * @throws {UnreachedError} when the runtime exits or stays silent.
   */
  async ready(): Promise<void> {
    await this.wait((entry) => entry.kind === 'request' && entry.endpoint === 'next', {
      awaited: 'the first `next`',
      limitMs: this.limits.startMs,
    });
  }

  /** Queues an event and returns at once; `settled` waits for its outcome. */
  deliver(event: unknown, options: InvokeOptions = {}): Delivery {
    const invocation = this.#builder.build(event, options);
    const from = this.#trace.length;
    this.runtimeApi.invoke(invocation);
    const { limitMs = this.limits.outcomeMs, replyMs = 0 } = options;
    return new Delivery(this, invocation, from, { limitMs, replyMs });
  }

  /**
   * Invokes the function and waits for its outcome.
   *
   * @throws {UnreachedError} when there is none within the limit.
   */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<Outcome> {
    const outcome = await this.deliver(event, options).outcome();
    if (outcome.kind === 'none') {
      throw new UnreachedError(outcome.reason);
    }
    return outcome;
  }

  /**
   * Waits for an entry of the trace. Use `deliver` and `invoke` for outcomes.
   *
   * @throws {UnreachedError} when it does not come.
   */
  async wait<E extends Entry>(predicate: (entry: Entry) => entry is E, options: WaitOptions): Promise<E>;
  async wait(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry>;
  async wait(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry> {
    try {
      return await this.#trace.waitFor(predicate, options);
    } catch (reason) {
      throw this.#unreached(reason);
    }
  }

  /** Like `wait`, but answers `undefined` when the entry does not come: for what may or must not happen. */
  async see<E extends Entry>(
    predicate: (entry: Entry) => entry is E,
    options: WaitOptions,
  ): Promise<E | undefined>;
  async see(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry | undefined>;
  async see(predicate: (entry: Entry) => boolean, options: WaitOptions): Promise<Entry | undefined> {
    try {
      return await this.#trace.waitFor(predicate, options);
    } catch (reason) {
      if (reason instanceof WaitExpiredError || reason instanceof RuntimeGoneError) return undefined;
      throw reason;
    }
  }

  /** Lets time pass, where there is nothing to wait for; the end of the process cuts it short. */
  async passes(limitMs: number): Promise<void> {
    await this.see(() => false, { awaited: 'nothing', from: this.#trace.length, limitMs });
  }

  /** Waits for the next poll after the entry at index `from` of the trace. */
  async nextPoll(from: number, limitMs: number = this.limits.outcomeMs): Promise<EntryOf<'request'>> {
    return this.wait(isPoll, { awaited: 'the next poll', from, limitMs });
  }

  /** The end of the bootstrap, if it comes within the limit. */
  async exit(limitMs: number = this.limits.exitMs): Promise<RuntimeExit | undefined> {
    const started = this.#trace.entries.findLastIndex(({ kind }) => kind === 'runtime-started');
    const entry = await this.see(isExit, {
      awaited: 'the end of the process',
      from: Math.max(0, started),
      limitMs,
      endsWithRuntime: false,
    });
    if (entry === undefined) {
      this.gaveUp({ awaited: 'the end of the process', limitMs });
    }
    return entry?.exit;
  }

  /** Signals the process group; with `pid`, one process of the sandbox alone. */
  signal(signal: NodeJS.Signals, reason: string, pid?: number): void {
    this.#trace.record({ kind: 'signal-sent', signal, reason });
    this.#forced = true;
    if (pid === undefined) this.#process?.signal(signal);
    else sendSignal(pid, signal);
  }

  freeze(): void {
    this.#process?.freeze();
    this.#trace.record({ kind: 'frozen' });
  }

  thaw(): void {
    this.#trace.record({ kind: 'thawed' });
    this.#process?.thaw();
  }

  /** Resource use right now, where the platform offers it; part of the trace as well. */
  async sample(): Promise<ResourceSample | undefined> {
    const sample = await this.#process?.sample();
    if (sample !== undefined) this.#trace.record({ kind: 'sampled', sample });
    return sample;
  }

  /**
   * How much of a processor the runtime uses from now on, until the time is over or the process has ended: the share of
   * its busiest thread in the time it could have run, or of all together. Undefined where that is not told, or it ended.
   */
  async busyShare(windowMs: number): Promise<number | undefined> {
    const [sampled, times] = [await this.sample(), await this.#process?.processorTimes()];
    const from = this.trace.now();
    await this.passes(windowMs);
    const elapsedMs = this.trace.now() - from;
    const [timesNow, now] = [await this.#process?.processorTimes(), await this.sample()];
    if (sampled === undefined || now === undefined || !this.running) return undefined;
    // Children that come and go are in the sum alone; what a busy machine keeps from a thread, in its own share.
    const together = (now.cpuMs - sampled.cpuMs) / elapsedMs;
    return Math.max(together, busiestShare(times ?? new Map(), timesNow ?? new Map(), elapsedMs));
  }

  /** Waits until the runtime has nothing to do: false when it ends before, and where the platform does not tell. */
  async comesToRest(limitMs: number): Promise<boolean> {
    const until = this.trace.now() + limitMs;
    while (this.running && this.trace.now() < until) {
      if (await restsInSilence(this.trace, this.#atRest)) return true;
      await this.passes(20);
    }
    return false;
  }

  /** Waits until all that the runtime has written is in the trace, which a descendant that lives on may hold up. */
  async outputEnds(): Promise<void> {
    if (this.#process !== undefined) await arrivesWithin(this.#process.outputEnded, this.limits.exitMs);
  }

  pauseOutput(): void {
    this.#process?.pauseOutput();
  }

  resumeOutput(): void {
    this.#process?.resumeOutput();
  }

  closeOutput(): void {
    this.#process?.closeOutput();
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

  /** Whether the runtime waits in one `next` with nothing under way, so that another test can go on with it. */
  get warm(): boolean {
    return (
      this.running &&
      this.#closing === undefined &&
      this.runtimeApi.quiet &&
      this.runtimeApi.waitingPolls === 1
    );
  }

  /** Notes that something was waited for in vain, and looks whether the machine may be to blame. */
  gaveUp(wait: Omit<EntryOf<'wait-expired'>, 'kind' | 'at'>): void {
    this.#trace.record({ kind: 'wait-expired', ...wait });
    this.#slowness.lookAfter(this.#trace, wait.limitMs);
  }

  /** Whether a slow machine may be to blame for what was waited for in vain. To be asked before the sandbox is closed. */
  async perhapsSlow(): Promise<boolean> {
    return this.#slowness.suspected();
  }

  /** Waits until the runtime is back in `next`, where it is on its way right after an outcome. */
  async rest(): Promise<void> {
    if (this.warm || !this.running || this.runtimeApi.faults.pending) return;
    const { entries } = this.#trace;
    const from = entries.findLastIndex((entry) => entry.kind === 'request' && entry.endpoint !== 'next');
    await this.see(isPoll, {
      awaited: 'the next poll',
      from: Math.max(0, from),
      limitMs: this.limits.quietMs,
    });
  }

  /**
   * Begins a new trace for the next user of this warm sandbox and returns the one so far. The new trace starts with
   * what still holds: the process that runs and the poll that is blocked.
   */
  beginTrace(): Trace {
    const finished = this.#trace;
    const started = finished.entries.find((entry) => entry.kind === 'runtime-started');
    const blocked = finished.entries.findLast(isPoll);
    const body = finished.entries.findLast(
      (entry) => entry.kind === 'request-body' && entry.exchange === blocked?.exchange,
    );
    this.#trace = new Trace();
    this.#slowness.forget();
    for (const entry of [started, blocked, body]) if (entry !== undefined) this.#trace.record(entry);
    return finished;
  }

  /** Ends the process group; the trace says that it was us. */
  async terminate(reason: string): Promise<void> {
    if (this.running) {
      this.#trace.record({ kind: 'signal-sent', signal: 'SIGKILL', reason });
      this.#forced = true;
    }
    await this.#process?.terminate();
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await this.terminate('the sandbox is closed');
    await this.runtimeApi[Symbol.asyncDispose]();
  }

  /** The end is recorded after everything the process did before it has been read. */
  async #recordExit(exit: RuntimeExit): Promise<void> {
    // A connection made right before the end may not be accepted yet: the event loop takes it in one of these turns.
    for (let turn = 0; turn < 3; turn += 1) await immediate();
    const patience = new AbortController();
    await Promise.race([
      Promise.all([this.runtimeApi.drained(), this.#process?.outputEnded]),
      delay(LAST_WORDS_MS, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    const forced = exit.kind === 'signalled' && this.#forced;
    this.#trace.record({ kind: 'runtime-exited', exit: forced ? { ...exit, forced } : exit });
  }

  #unreached(reason: unknown): unknown {
    if (reason instanceof WaitExpiredError) {
      this.gaveUp({ awaited: reason.awaited, limitMs: reason.limitMs });
      return new UnreachedError(`${reason.awaited} did not come within ${Math.round(reason.limitMs)} ms`);
    }
    if (reason instanceof RuntimeGoneError) {
      return new UnreachedError(
        `the runtime ${describeExit(reason.ended.exit)} while the harness waited for ${reason.awaited}`,
      );
    }
    return reason;
  }
}

function isPoll(entry: Entry): entry is EntryOf<'request'> {
  return entry.kind === 'request' && entry.endpoint === 'next';
}

function isExit(entry: Entry): entry is EntryOf<'runtime-exited'> {
  return entry.kind === 'runtime-exited';
}

function defined(variables: SandboxOptions['environment']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function undefinedKeys(variables: SandboxOptions['environment']): string[] {
  return Object.entries(variables ?? {}).flatMap(([name, value]) => (value === undefined ? [name] : []));
}
