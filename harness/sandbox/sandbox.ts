/**
 * One simulated execution environment: a Runtime API server, a bootstrap process and the trace of both. Use it with
 * `await using`: when disposal returns, the process group is dead and the port closed.
 */
import { randomUUID } from 'node:crypto';
import { PendingInvocation } from './pending-invocation.ts';
import { InvocationBuilder, type InvokeOptions } from '../runtime-api/invocations/invocation-builder.ts';
import { UnreachedError, type Outcome } from '../trace/outcome.ts';
import { deploymentOf } from '../base/deployment.ts';
import type { Random } from '../base/random.ts';
import { RuntimeApiServer } from '../runtime-api/server.ts';
import { fixedPort } from '../runtime-api/wire/fixed-port.ts';
import { ownsSocket } from '../runtime-api/wire/socket-owner.ts';
import { hasOwnTmp } from '../process/isolation.ts';
import { LogSocket } from '../process/environment/log-socket.ts';
import { OwnTmp } from '../process/own-tmp.ts';
import { RecordedProcess } from './recorded-process.ts';
import { SlowMachine } from './slow-machine.ts';
import { meterOf } from './wait-meter.ts';
import { actionOf } from './probe-event.ts';
import { sandboxEnvironment } from './sandbox-environment.ts';
import type { Limits } from './limits.ts';
import type { Target } from '../run/target.ts';
import { CLOSED } from '../trace/conversation.ts';
import { Trace } from '../trace/trace.ts';
import { isPoll, isResultPost } from '../trace/calls.ts';

export interface SandboxOptions {
  readonly target: Target;
  readonly limits: Limits;
  readonly random: Random;
  /** Marks the processes of this run; each sandbox adds its own suffix. */
  readonly processTag: string;
  /** Variables to set or, with `undefined`, to omit. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly handler?: string;
  readonly taskRoot?: string;
  readonly workingDirectory?: string;
  /** Further arguments of the bootstrap. */
  readonly arguments?: readonly string[];
  /** A command before the bootstrap, which starts it. */
  readonly launcher?: readonly [string, ...string[]];
  /** The uid of the bootstrap; only root may choose. Default: ours. */
  readonly user?: number;
  /** Loopback name or address of the Runtime API. Default: `127.0.0.1`. */
  readonly host?: string;
  /** Where the files of a crash go. Default: they stay in the working folder. */
  readonly crashFolder?: string | undefined;
  /** Whether the runtime sees the /tmp of the machine. Default: its own where the platform can do that. */
  readonly sharedTmp?: boolean;
  /** Whether it listens at port 9001 as well; not with a `host`. Default: no. */
  readonly atFixedPort?: boolean;
  /** Starts it as on Managed Instances, with this AWS_LAMBDA_MAX_CONCURRENCY. Default: as an ordinary function. */
  readonly maxConcurrency?: number;
  /** Starts it under SnapStart; snapshot.ts restores it. Default: no. */
  readonly snapStart?: boolean;
  /** Arms faults before the process starts. */
  readonly prepare?: (runtimeApi: RuntimeApiServer) => void;
}

export class Sandbox implements AsyncDisposable {
  readonly limits: Limits;
  readonly runtimeApi: RuntimeApiServer;
  /** The environment of the bootstrap. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #options: SandboxOptions;
  readonly #builder: InvocationBuilder;
  // A process tag per sandbox, to find and end what is left of it.
  readonly #processTag: string;
  /** Kept when the bootstrap is restarted, as Lambda does. */
  readonly #tmp: OwnTmp | undefined;
  /** Where its workers may send their log; on Managed Instances. */
  readonly #logSocket: LogSocket | undefined;
  readonly #slowMachine = new SlowMachine(() => this.#process.idle());
  readonly #meter = meterOf(() => this.#process.pid);
  #trace: Trace;
  readonly #asked = new Set<string>();
  #process: RecordedProcess;
  #closing: Promise<void> | undefined;

  private constructor(
    options: SandboxOptions,
    runtimeApi: RuntimeApiServer,
    trace: Trace,
    logSocket: LogSocket | undefined,
  ) {
    const deployment = deploymentOf(options.random);
    this.#options = options;
    this.#processTag = `${options.processTag}.${randomUUID()}`;
    this.limits = options.limits;
    this.runtimeApi = runtimeApi;
    this.#builder = new InvocationBuilder(options.random, deployment, options.maxConcurrency !== undefined);
    this.#logSocket = logSocket;
    this.environment = sandboxEnvironment(options, runtimeApi, deployment, logSocket);
    this.#trace = this.#watched(trace);
    options.prepare?.(runtimeApi);
    this.#tmp = options.sharedTmp === true || !hasOwnTmp() ? undefined : OwnTmp.make();
    this.#process = this.#startProcess();
  }

  /** Opens a sandbox and starts the bootstrap; does not wait for its first request. */
  static async open(options: SandboxOptions): Promise<Sandbox> {
    const trace = new Trace();
    let sandbox: Sandbox | undefined;
    const received = (bytes: Buffer, logConnection: number): void =>
      void sandbox?.trace.record({
        kind: 'output',
        stream: 'stdout',
        logConnection,
        bytes,
        length: bytes.length,
      });
    const runtimeApi = await RuntimeApiServer.listen({
      trace: () => sandbox?.trace ?? trace,
      concurrent: options.maxConcurrency !== undefined,
      snapStart: options.snapStart === true,
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.atFixedPort === true && options.host === undefined
        ? { ownsAtFixedPort: (peer) => sandbox?.opened(peer) === true }
        : {}),
    });
    const logSocket = options.maxConcurrency === undefined ? undefined : await LogSocket.open(received);
    sandbox = new Sandbox(options, runtimeApi, trace, logSocket);
    return sandbox;
  }

  /** The entries since the sandbox was opened, or since `beginTrace`. */
  get trace(): Trace {
    return this.#trace;
  }

  /** The bootstrap started last. */
  get process(): RecordedProcess {
    return this.#process;
  }

  /** Whether one of its processes opened the connection to the fixed port from this port. */
  opened(peerPort: number): boolean {
    const { pid } = this.#process;
    return ownsSocket([pid, ...this.#process.descendants()], peerPort, fixedPort.port);
  }

  /** Restarts the bootstrap after its exit, as Lambda does in a kept environment. */
  start(): void {
    this.#process = this.#startProcess();
  }

  #watched(trace: Trace): Trace {
    trace.measureWaits(this.#meter);
    return this.#slowMachine.watch(trace);
  }

  #startProcess(): RecordedProcess {
    const {
      target,
      launcher,
      taskRoot,
      workingDirectory,
      user,
      crashFolder,
      arguments: more = [],
    } = this.#options;
    const bootstrap: readonly [string, ...string[]] = [...target.command, ...more];
    this.runtimeApi.reset();
    return new RecordedProcess({
      command: launcher === undefined ? bootstrap : [...launcher, ...bootstrap],
      cwd: workingDirectory ?? taskRoot ?? target.taskRoot,
      environment: this.environment,
      ...(user === undefined ? {} : { user }),
      ...(crashFolder === undefined ? {} : { crashFolder }),
      ...(this.#tmp === undefined ? {} : { tmp: this.#tmp.path }),
      processTag: this.#processTag,
      trace: () => this.#trace,
      drained: async () => {
        await Promise.all([this.runtimeApi.drained(), this.#logSocket?.drained()]);
      },
    });
  }

  /**
   * Waits for the first poll.
   *
   * @throws {UnreachedError} when the runtime exits or stays silent.
   */
  async ready(): Promise<void> {
    await this.#trace.expect(isPoll, { awaited: 'the first `next`', limitMs: this.limits.startMs });
  }

  /** Queues an event and returns at once; `outcome` of the result waits for what is posted. */
  deliver(event: unknown, options: InvokeOptions = {}): PendingInvocation {
    const invocation = this.#builder.build(event, options);
    const asked = actionOf(event);
    if (asked !== undefined) this.#asked.add(asked);
    const from = this.#trace.length;
    this.runtimeApi.invoke(invocation);
    const { limitMs = this.limits.outcomeMs, replyMs = 0 } = options;
    return new PendingInvocation(this.#trace, invocation, from, { limitMs, replyMs });
  }

  /**
   * Invokes the function and waits for its outcome.
   *
   * @throws {UnreachedError} when there is none within the limit.
   */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<Outcome> {
    const outcome = await this.deliver(event, options).outcome();
    if (outcome.kind === 'none') throw new UnreachedError(outcome.reason);
    return outcome;
  }

  /** What the events since the begin of the trace asked of the probe function: names of actions. */
  get asked(): ReadonlySet<string> {
    return this.#asked;
  }

  /** Whether the runtime waits in `next`, in several on Managed Instances, and is idle, so that another test can use it. */
  get warm(): boolean {
    const { quiet, waitingPolls } = this.runtimeApi;
    const waits = this.#options.maxConcurrency === undefined ? waitingPolls === 1 : waitingPolls >= 1;
    return this.#process.running && this.#closing === undefined && quiet && waits;
  }

  /** Waits until the runtime polls again after an outcome. */
  async waitForPoll(): Promise<void> {
    if (this.warm || !this.#process.running || this.runtimeApi.faults.pending) return;
    const { entries } = this.#trace;
    const from = entries.findLastIndex((entry) => entry.kind === 'request' && !isPoll(entry));
    await this.#trace.waitForOptional(isPoll, {
      awaited: 'the next poll',
      from: Math.max(0, from),
      limitMs: this.limits.quietMs,
    });
  }

  /** If the test ended at an outcome, waits for what the runtime does next: a second outcome would belong to the trace. */
  async seeRoundOut(): Promise<void> {
    const last = this.#trace.entries.findLast((entry) => entry.kind === 'request' && !isPoll(entry));
    if (last !== undefined && isResultPost(last)) await this.waitForPoll();
  }

  /** Whether a slow machine may be the cause of a timeout. Call it before the sandbox is closed. */
  async maybeSlowMachine(): Promise<boolean> {
    return this.#slowMachine.suspected();
  }

  /**
   * Begins a new trace for the next user of this warm sandbox. It starts with the running process and the blocked poll.
   */
  beginTrace(): void {
    const { entries } = this.#trace;
    const started = entries.findLast((entry) => entry.kind === 'runtime-started');
    const blocked = entries.findLast(isPoll);
    const body = entries.findLast(
      (entry) => entry.kind === 'request-body' && entry.exchange === blocked?.exchange,
    );
    this.#asked.clear();
    this.#trace = this.#watched(new Trace());
    for (const entry of [started, blocked, body]) if (entry !== undefined) this.#trace.record(entry);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await this.#process.terminate(CLOSED);
    await this.runtimeApi[Symbol.asyncDispose]();
    await this.#logSocket?.[Symbol.asyncDispose]();
    await this.#tmp?.remove();
  }
}
