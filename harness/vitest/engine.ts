/** Runs vitest as a library, from the repository or from an installed package. */
import { setImmediate } from 'node:timers/promises';
import type {
  Vitest,
  PoolOptions,
  PoolRunnerInitializer,
  PoolWorker,
  Reporter,
  SerializedError,
  TestCase,
  TestModule,
  TestSuite,
} from 'vitest/node';
import { HarnessError } from '../base/errors.ts';
import { packageModule } from '../base/package.ts';
import { shortageOf } from '../base/shortage.ts';
import { faultsText } from './faults-text.ts';
import type { TestRecord } from '../run/test-record.ts';
import { suiteMeta } from './meta.ts';
import type { Provided } from '../test/assignment.ts';
import type { EarlyWorker } from './early-worker.ts';
import { EXITED_AT_START } from './exited-at-start.ts';
import type { Worker } from './worker.ts';

const RUNNER = packageModule('harness/vitest/runner.ts');

const LOST =
  'The test worker died unexpectedly. Possible causes: the runtime signalled its parent, out of memory, or an ' +
  'external kill.';

/** vitest's message, and ours. */
const LOSSES: readonly unknown[] = ['Worker exited unexpectedly', EXITED_AT_START];

export interface EngineOptions {
  /** Absolute path of the file that holds all suites. */
  readonly suites: string;
  /** The folder of the file, as the root of vitest. */
  readonly root: string;
  readonly provided: Provided;
  /** A process for the test worker. */
  readonly early: EarlyWorker;
  readonly onRecord: (
    record: TestRecord,
    progress: { readonly done: number; readonly total: number },
  ) => void;
  readonly signal: AbortSignal;
}

export interface EngineResult {
  readonly records: readonly TestRecord[];
  /** Whether every test finished. */
  readonly complete: boolean;
  /** Why not, in one sentence, unless the run was interrupted. */
  readonly obstacle: string | undefined;
}

/** A test and what it covers. */
export interface ListedTest {
  readonly title: string;
  readonly requirements: readonly string[];
}

/**
 * Runs the suites and returns the records of the tests.
 *
 * @throws {HarnessError} ENGINE_FAILED when our own code failed.
 */
export async function runSuites(options: EngineOptions): Promise<EngineResult> {
  const reporter = new RecordReporter(options);
  const vitest = await start(options, reporter, { provide: { lambdaspec: options.provided } });
  await vitest?.close();
  // Ctrl-C at the terminal also reaches the worker. Its end may be heard before our own signal, which has arrived by now.
  await setImmediate();
  const obstacle = options.signal.aborted
    ? undefined
    : (reporter.shortage ?? (reporter.lost ? LOST : undefined));
  const interrupted = options.signal.aborted || obstacle !== undefined;
  throwFaults([...reporter.faults, ...(interrupted ? [] : reporter.unended)]);
  return { records: reporter.records, complete: !interrupted, obstacle };
}

function throwFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new HarnessError('ENGINE_FAILED', faultsText(faults).split('\n'));
}

/**
 * Lists the tests of the suites without running them.
 *
 * @throws {HarnessError} ENGINE_FAILED when the suites cannot be loaded.
 */
export async function listTests(options: Pick<EngineOptions, 'suites' | 'root'>): Promise<ListedTest[]> {
  const collected: ListedTest[] = [];
  const faults: string[] = [];
  const reporter: Reporter = {
    onTestModuleCollected(module: TestModule) {
      faults.push(...module.errors().map(textOf));
      for (const test of module.children.allTests()) {
        collected.push({ title: test.name, requirements: suiteMeta(test.meta()).requirements ?? [] });
      }
    },
  };
  const vitest = await start(
    { ...options, signal: new AbortController().signal },
    reporter,
    // No test has this name, so vitest collects the file and runs nothing.
    { testNamePattern: /(?!)/ },
  );
  await vitest?.close();
  throwFaults(faults);
  return collected;
}

/** Loads vitest. Not before it is needed: that takes a third of a second, which the first bootstrap need not wait for. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types, typescript/explicit-function-return-type -- two modules
export async function loadEngine() {
  return Promise.all([import('vitest/node'), import('./worker.ts')]);
}

async function start(
  options: Pick<EngineOptions, 'suites' | 'root' | 'signal'> & Partial<Pick<EngineOptions, 'early'>>,
  reporter: Reporter,
  more: { provide?: { lambdaspec: Provided }; testNamePattern?: RegExp },
): Promise<Vitest | undefined> {
  const [{ createVitest }, { Worker: PoolWorkerOfRun }] = await loadEngine();
  if (options.signal.aborted) return undefined;
  // vitest sets the exit code of the process; the verdict decides ours.
  const exitCode = process.exitCode;
  const listeners = signalListeners();
  const interruption = new Interruption(
    options.signal,
    (pool) => new PoolWorkerOfRun(pool, options.early?.take()),
  );
  const creating = createVitest(
    'test',
    {
      ...more,
      config: false,
      root: options.root,
      include: [options.suites],
      exclude: [],
      watch: false,
      // One worker: all waits overlap, and one process bounds the number of running bootstraps.
      // A process and not a thread, since Node closes the file descriptors of a thread itself.
      pool: interruption,
      runner: RUNNER,
      maxWorkers: 1,
      isolate: false,
      fileParallelism: false,
      maxConcurrency: Number.MAX_SAFE_INTEGER,
      testTimeout: 0,
      hookTimeout: 0,
      passWithNoTests: true,
      // Its cache of earlier runs would be written beside the suites, into the installed package.
      cache: false,
      // Compiled suites need no transformation; Node imports them a second faster.
      experimental: { viteModuleRunner: !options.suites.endsWith('.js'), nodeLoader: false },
      reporters: [interruption, reporter],
    },
    { logLevel: 'silent', server: { watch: null } },
  );
  // vitest exits at once on Ctrl-C; we end the run, report what was judged, and clean up.
  for (const [signal, listener] of signalListeners()) {
    if (!listeners.some(([, ours]) => ours === listener)) process.off(signal, listener);
  }
  const vitest = await creating;
  if (!options.signal.aborted) await vitest.start();
  process.exitCode = exitCode;
  return vitest;
}

function signalListeners(): [NodeJS.Signals, NodeJS.SignalsListener][] {
  return (['SIGINT', 'SIGTERM'] as const).flatMap((signal) =>
    process.listeners(signal).map((listener): [NodeJS.Signals, NodeJS.SignalsListener] => [signal, listener]),
  );
}

/**
 * Ends the run on a signal. Once bootstraps may run, it cancels through vitest. vitest loses a cancellation before its worker
 * listens; until the tests are collected, the worker has nothing to close and is stopped.
 */
class Interruption implements Reporter, PoolRunnerInitializer {
  readonly name = 'lambdaspec';
  readonly #signal: AbortSignal;
  readonly #newWorker: (options: PoolOptions) => Worker;
  #vitest: Vitest | undefined;
  #worker: Worker | undefined;
  #collected = false;

  constructor(signal: AbortSignal, newWorker: (options: PoolOptions) => Worker) {
    this.#signal = signal;
    this.#newWorker = newWorker;
    signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  readonly createPoolWorker = (options: PoolOptions): PoolWorker => {
    this.#worker = this.#newWorker(options);
    if (this.#signal.aborted) this.#end();
    return this.#worker;
  };

  /** The worker waits for the answer before it runs the first test. */
  onTestModuleCollected(): void {
    this.#collected = true;
  }

  #end(): void {
    if (this.#collected) void this.#vitest?.cancelCurrentRun('keyboard-input');
    else void this.#worker?.stop();
  }
}

class RecordReporter implements Reporter {
  readonly records: TestRecord[] = [];
  readonly faults: string[] = [];
  /** Whether the test worker died. */
  lost = false;
  /** What the machine lacked, so that the tests could not run. */
  shortage: string | undefined;
  readonly #signal: AbortSignal;
  readonly #onRecord: EngineOptions['onRecord'];
  #total = 0;
  #done = 0;

  constructor({ signal, onRecord }: Pick<EngineOptions, 'signal' | 'onRecord'>) {
    this.#signal = signal;
    this.#onRecord = onRecord;
  }

  /** What an uninterrupted run lacks. */
  get unended(): string[] {
    if (this.#total === 0) return ['The suites contain no test.'];
    const missing = this.#total - this.#done;
    return missing === 0 ? [] : [`${missing} of ${this.#total} tests did not finish.`];
  }

  onTestModuleCollected(module: TestModule): void {
    this.#total += [...module.children.allTests()].length;
  }

  onTestCaseResult(test: TestCase): void {
    this.#done += 1;
    const result = test.result();
    if (result.state === 'failed') {
      this.#fail(result.errors, `${test.name}: `);
    }
    const { record } = suiteMeta(test.meta());
    if (record === undefined) return;
    if (record.harnessFault !== undefined) this.faults.push(`${record.test}: ${record.harnessFault}`);
    this.records.push(record);
    this.#onRecord(record, { done: this.#done, total: this.#total });
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#fail(suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#fail(module.errors());
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    this.lost = errors.some(isLoss);
    this.#fail(errors.filter((error) => !isLoss(error)));
  }

  /** Ignores failures after an interruption, which caused them. */
  #fail(errors: readonly SerializedError[], where = ''): void {
    if (this.#signal.aborted) return;
    for (const error of errors) {
      const shortage = shortageOf(error);
      if (shortage === undefined) this.faults.push(`${where}${textOf(error)}`);
      else this.shortage ??= shortage;
    }
  }
}

/** Whether vitest reports a dead worker: the runtime or the system may have killed it. While it loads, there is no cause. */
function isLoss({ message, cause }: SerializedError): boolean {
  if (LOSSES.includes(message)) return true;
  return typeof cause === 'object' && cause !== null && 'message' in cause && LOSSES.includes(cause.message);
}

/** Errors of the worker arrive as plain objects; not every stack contains the message. */
function textOf({ name, message, stack = '' }: SerializedError): string {
  return stack.includes(message) ? stack : `${name ?? 'Error'}: ${message}\n${stack}`.trimEnd();
}
