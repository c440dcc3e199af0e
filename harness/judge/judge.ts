/** One run: smoke test, suites, verdicts, one Run value. */
import { randomUUID } from 'node:crypto';
import { preflight } from '../process/machine/preflight.ts';
import { shortageSince } from '../process/machine/shortage-log.ts';
import { endStrays } from '../process/strays.ts';
import { seededRandom } from '../base/random.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { smokeTest, type SmokeOptions, type SmokeResult } from '../sandbox/smoke-test.ts';
import { smokeTestWithFunction } from '../sandbox/bundled-probe.ts';
import { limitsFor, type Smoke } from '../sandbox/limits.ts';
import { UNDECLARED } from '../sandbox/probe-properties.ts';
import type { RunResult } from '../run/grade/cases.ts';
import { SMOKE_TEST } from '../run/test-record.ts';
import type { Provided } from '../test/assignment.ts';
import { startsIn } from '../test/process-starts.ts';
import { judgeSmoke, passedSmoke, type JudgedSmoke } from '../test/smoke-record.ts';
import { started } from '../test/starting.ts';
import type { Trace } from '../trace/trace.ts';
import { EarlyWorker } from '../vitest/early-worker.ts';
import { loadEngine, runSuites } from '../vitest/engine.ts';
import type { JudgeOptions } from './options.ts';
import { declares, runOf, type Ran } from './run-of.ts';

const nothing = { grade: null, language: null, actions: [], coldStartMs: null, environment: [] };
const unfinished = { found: nothing, records: [], obstacle: undefined, warnings: [] };

/** Judges the bootstrap of a configuration. */
export async function judge(given: JudgeOptions): Promise<RunResult> {
  let options = given;
  const { config, signal } = options;
  const startedAt = new Date();
  const began = performance.now();
  const processTag = `${process.pid}-${randomUUID()}`;
  const smokeTraces: Trace[] = [];
  const outcome = async (
    ran: Pick<Ran, 'found' | 'records' | 'complete' | 'obstacle' | 'warnings'>,
  ): Promise<RunResult> => {
    const smokeStarts = smokeTraces.flatMap(({ entries }) => startsIn(entries, 'smoke'));
    const durationMs = Math.round(performance.now() - began);
    return runOf(options, { ...ran, smokeStarts, startedAt, durationMs });
  };

  if (signal.aborted) return outcome({ ...unfinished, complete: false });
  const { jobs, warnings: remarks } = await preflight(config.jobs);
  using early = new EarlyWorker(options.suites.declared);
  const smokeOptions = smokeOptionsOf(options, processTag, (sandbox) => {
    smokeTraces.push(sandbox.trace);
    void started(sandbox).then(() => early.load());
  });
  const tried = await smokeTestWithFunction(smokeOptions, config.probeTarget);
  if (tried.replaced)
    options = { ...options, config: { ...config, target: tried.target, bundledProbe: true } };
  // Held until the end of the run.
  using reservation = tried.reserved;
  const { result: smoke, sharedTmp } = tried;
  // The search for strays mostly waits.
  await Promise.all([endStrays(), ...(smoke.kind === 'ready' ? [loadEngine()] : [])]);
  if (signal.aborted) return outcome({ ...unfinished, complete: false });
  const atFixedPort = reservation !== undefined;
  const missing = shortageSince(began);
  if (smoke.kind === 'failed' && missing !== undefined)
    return outcome({ ...unfinished, complete: true, obstacle: missing });
  if (smoke.kind === 'failed') {
    const again = async (): Promise<SmokeResult> => {
      const second = await smokeTest({ ...smokeOptions, sharedTmp, atFixedPort });
      await endStrays();
      return second;
    };
    const judged = await judgeSmoke({ ...options, failure: smoke.failure, again });
    return outcome({ ...smokeAlone(judged), complete: !signal.aborted, warnings: tried.warnings });
  }
  const warnings = [...tried.warnings, ...functionWarnings(smoke.smoke), ...remarks];
  options.onSmoke(smoke.smoke, warnings);
  const found = foundBy(smoke);
  if (options.replay?.test === SMOKE_TEST) {
    return outcome({ ...unfinished, found, records: [passedSmoke(options.selected)], complete: true });
  }
  const { records, complete, obstacle } = await runSuites({
    suites: options.suites.file,
    root: options.suites.root,
    provided: { ...providedBy(options, smoke.smoke), jobs, processTag, sharedTmp, atFixedPort },
    early,
    onRecord: options.onRecord,
    signal,
  });
  return outcome({ found, records, complete, obstacle, warnings });
}

function smokeOptionsOf(
  { config, crashFolder, signal }: JudgeOptions,
  processTag: string,
  onSandbox: (sandbox: Sandbox) => void,
): SmokeOptions {
  const { target, timeoutScale, initCommand, seed } = config;
  const random = seededRandom(seed);
  return { target, timeoutScale, initCommand, processTag, random, crashFolder, signal, onSandbox };
}

/** The outcome of a run that had to end with its smoke test. */
function smokeAlone({ record, obstacle }: JudgedSmoke): Pick<Ran, 'found' | 'records' | 'obstacle'> {
  return { found: nothing, records: [record], obstacle };
}

function foundBy({ smoke, environment }: SmokeResult & { readonly kind: 'ready' }): Ran['found'] {
  const { grade: functionGrade, language, actions, properties, coldStartMs } = smoke;
  return {
    grade: functionGrade,
    language,
    actions: [...actions],
    ...(properties === undefined ? {} : { properties: [...properties] }),
    coldStartMs: Math.round(coldStartMs),
    environment: [...environment],
  };
}

/** What to tell the user about the function. */
function functionWarnings({ grade: functionGrade, properties }: Smoke): readonly string[] {
  return functionGrade === 'probe' && properties === undefined ? [UNDECLARED] : [];
}

/** What the tests need of the command and the smoke test. */
function providedBy(
  { config, catalogue, selected, crashFolder, earlier, replay, keep }: JudgeOptions,
  smoke: Smoke,
): Omit<Provided, 'jobs' | 'processTag' | 'sharedTmp' | 'atFixedPort'> {
  return {
    target: config.target,
    smoke,
    limits: limitsFor(smoke.coldStartMs, config.timeoutScale),
    seed: config.seed,
    pace: config.pace,
    runs: config.runs,
    selected: selected.filter((id) => declares(config, catalogue[id])),
    crashFolder,
    earlier,
    ...(config.shard === undefined ? {} : { shard: config.shard }),
    ...(replay === undefined ? {} : { replay }),
    ...(keep === undefined ? {} : { keep }),
  };
}
