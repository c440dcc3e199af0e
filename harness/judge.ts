/** One run: smoke test, suites, verdicts, one Run value. */
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { combinationsIn } from './run/combinations.ts';
import { settingOf, type CaseSetting, type StoredExample } from './run/case.ts';
import { preflight } from './process/machine/preflight.ts';
import { shortageSince } from './process/machine/shortage-log.ts';
import { protectionHere } from './process/isolation.ts';
import { endStrays } from './process/strays.ts';
import { fileDigest } from './base/foreign-file.ts';
import { seededRandom } from './base/random.ts';
import { schemaVersion, type Pace, type Run, type Shard } from './run/run.ts';
import type { Target } from './run/target.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { smokeTest, type SmokeOptions, type SmokeResult } from './sandbox/smoke-test.ts';
import { smokeTestWithFunction } from './sandbox/bundled-probe.ts';
import { limitsFor, type Smoke } from './sandbox/limits.ts';
import { UNDECLARED } from './sandbox/probe-properties.ts';
import { toolVersion } from './base/package.ts';
import type { DatedBaseline } from './run/baseline.ts';
import { casesOf, withReplays, type RunResult } from './run/grade/cases.ts';
import { grade } from './run/grade/grade.ts';
import { sumOfEvents, sumOfStarts, type CountedStart } from './run/starts.ts';
import { SMOKE_TEST, type TestRecord } from './run/test-record.ts';
import { timingsOf } from './run/timings.ts';
import type { Level, Profile, Requirement } from './run/requirement.ts';
import type { Provided } from './test/assignment.ts';
import type { KeptEvidence } from './test/recorder.ts';
import { startsIn } from './test/process-starts.ts';
import { judgeSmoke, passedSmoke, type JudgedSmoke } from './test/smoke-record.ts';
import type { WireRule } from './test/wire-rule.ts';
import type { Trace } from './trace/trace.ts';
import { runSuites } from './vitest/engine.ts';

export interface Suites {
  /** Absolute path of the file that holds all suites. */
  readonly file: string;
  readonly root: string;
}

/** The runtime under test, and the settings of the run. */
export interface JudgeConfig {
  readonly target: Target;
  /** The command as the user wrote it: the same on every machine. */
  readonly commandShown: readonly string[];
  /** Whether the task root is that of the bundled probe functions. */
  readonly bundledProbe: boolean;
  /** The target with the bundled probe functions, to try if its own shows nothing; absent if the user chose the function. */
  readonly probeTarget?: Target | undefined;
  /** The command that writes a probe function for this runtime. */
  readonly initCommand?: string | undefined;
  readonly profiles: readonly Profile[];
  /** The lowest level whose deviations fail the run. */
  readonly failOn: Level;
  /** The report folder as the user wrote it. */
  readonly outShown: string;
  /** Maximum number of bootstraps running in parallel. */
  readonly jobs: number;
  readonly seed: number;
  /** Generated cases per property. */
  readonly runs: number;
  readonly pace: Pace;
  /** Multiplies every limit on waiting. */
  readonly timeoutScale: number;
  /** Which part of a divided run this is. */
  readonly shard: Shard | undefined;
  /** The set of requirements that the user asked for. */
  readonly requirementSet: string | undefined;
}

export interface JudgeOptions {
  readonly config: JudgeConfig;
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly wireRules: readonly WireRule[];
  readonly suites: Suites;
  /** Ids to judge, in catalogue order. */
  readonly selected: readonly string[];
  readonly baseline?: DatedBaseline | undefined;
  /** Inputs that deviated in an earlier run; these run first. */
  readonly earlier: readonly StoredExample[];
  /** Where the files of a crash of the runtime go. Default: they stay in the task root. */
  readonly crashFolder?: string;
  /** The one test to run, with its stored input. */
  readonly replay?: StoredExample;
  readonly keep?: KeptEvidence;
  /** Called once before the tests, with the warnings about the machine. */
  readonly onSmoke: (smoke: Smoke, warnings: readonly string[]) => void;
  readonly onRecord: (
    record: TestRecord,
    progress: { readonly done: number; readonly total: number },
  ) => void;
  /** Ends the run early; the report has what was judged until then. */
  readonly signal: AbortSignal;
}

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
    ran: Pick<Outcome, 'found' | 'records' | 'complete' | 'obstacle' | 'warnings'>,
  ): Promise<RunResult> => {
    const smokeStarts = smokeTraces.flatMap(({ entries }) => startsIn(entries, 'smoke'));
    const durationMs = Math.round(performance.now() - began);
    return runOf(options, { ...ran, smokeStarts, startedAt, durationMs });
  };

  if (signal.aborted) return outcome({ ...unfinished, complete: false });
  const { jobs, warnings: remarks } = await preflight(config.jobs);
  const { crashFolder } = options;
  const smokeOptions = {
    ...smokeOptionsOf(config, processTag),
    signal,
    crashFolder,
    onSandbox: ({ trace }: Sandbox) => void smokeTraces.push(trace),
  };
  const tried = await smokeTestWithFunction(smokeOptions, config.probeTarget);
  if (tried.replaced)
    options = { ...options, config: { ...config, target: tried.target, bundledProbe: true } };
  // Held until the end of the run.
  using reservation = tried.reserved;
  await endStrays();
  if (signal.aborted) return outcome({ ...unfinished, complete: false });
  const { result: smoke, sharedTmp } = tried;
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
    onRecord: options.onRecord,
    signal,
  });
  return outcome({ found, records, complete, obstacle, warnings });
}

function smokeOptionsOf(
  { target, timeoutScale, initCommand, seed }: JudgeConfig,
  processTag: string,
): Omit<SmokeOptions, 'signal'> {
  return { target, timeoutScale, initCommand, processTag, random: seededRandom(seed) };
}

/** The outcome of a run that had to end with its smoke test. */
function smokeAlone({ record, obstacle }: JudgedSmoke): Pick<Outcome, 'found' | 'records' | 'obstacle'> {
  return { found: nothing, records: [record], obstacle };
}

function foundBy({ smoke, environment }: SmokeResult & { readonly kind: 'ready' }): Outcome['found'] {
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

/** The outcome of the tests. */
interface Outcome {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** What the smoke test found about the function. */
  readonly found: Pick<
    Run['target'],
    'grade' | 'language' | 'actions' | 'properties' | 'coldStartMs' | 'environment'
  >;
  readonly smokeStarts: readonly CountedStart[];
  readonly records: readonly TestRecord[];
  readonly complete: boolean;
  readonly obstacle: string | undefined;
  /** About the machine. */
  readonly warnings: readonly string[];
}

/** The Run value and the cases of an outcome. */
function runOf({ config, catalogue, selected, baseline }: JudgeOptions, outcome: Outcome): RunResult {
  const { records, complete, found, startedAt, smokeStarts } = outcome;
  const { evidence, ...graded } = grade({
    catalogue,
    selected,
    profiles: config.profiles,
    records,
    failOn: config.failOn,
    opaque: found.grade === 'opaque',
    initCommand: config.initCommand,
    complete,
    obstacle: outcome.obstacle,
    baseline,
    partial: config.shard !== undefined,
  });
  const setting = settingOf(config);
  const declared = Object.values(catalogue).filter((requirement) => declares(config, requirement));
  const command = [...config.commandShown];
  const run: Run = {
    schemaVersion,
    tool: { name: 'lambdaspec', version: toolVersion() },
    startedAt: startedAt.toISOString(),
    durationMs: outcome.durationMs,
    seed: config.seed,
    host: { os: process.platform, arch: process.arch, node: process.version, cores: availableParallelism() },
    target: {
      command,
      handler: setting.handler,
      taskRoot: setting.taskRoot,
      sha256: fileDigest(config.target.command[0]) ?? null,
      profiles: [...config.profiles],
      ...found,
    },
    protection: protectionHere(),
    failOn: config.failOn,
    complete,
    effort: { pace: config.pace, runs: config.runs, of: declared.length },
    ...(config.requirementSet === undefined ? {} : { requirementSet: config.requirementSet }),
    // Values of variables may be secrets: only a stored case has them.
    ...shardOf(config.shard, outcome, evidence.size === 0 ? undefined : setting),
    ...graded,
    warnings: [...outcome.warnings, ...graded.warnings],
    deviations: withReplays(graded.deviations, {
      out: config.outShown,
      command,
      taskRoot: setting.taskRoot,
    }),
    timings: timingsOf(records, startedAt.getTime()),
    starts: sumOfStarts([{ test: SMOKE_TEST, starts: smokeStarts }, ...records]),
    events: sumOfEvents(records),
    ...combinationsIn(records),
    samples: records.flatMap(({ test, samples = [] }) =>
      samples.map((series) => ({ test, samples: series })),
    ),
  };
  return { run, cases: casesOf({ evidence }, records, setting) };
}

function shardOf(
  shard: Shard | undefined,
  { records, smokeStarts }: Outcome,
  setting: CaseSetting | undefined,
): Pick<Run, 'shard'> {
  if (shard === undefined) return {};
  const own = setting === undefined ? {} : { setting };
  return { shard: { ...shard, records: [...records], ...own, smokeStarts: [...smokeStarts] } };
}

function declares(config: JudgeConfig, requirement: Requirement | undefined): boolean {
  return requirement !== undefined && config.profiles.includes(requirement.profile);
}
