/** One run: smoke test, suites, verdicts, one Run value. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { caseOf, type Case } from './run/case.ts';
import { commandLine } from './base/shell-words.ts';
import { endStrays } from './process/strays.ts';
import { seededRandom } from './base/random.ts';
import { schemaVersion, type Pace, type Run, type Shard, type Timing } from './run/run.ts';
import type { Target } from './run/target.ts';
import { smokeTest, type SmokeFailure } from './sandbox/smoke-test.ts';
import { limitsFor, type Smoke } from './sandbox/limits.ts';
import { toolVersion } from './base/version.ts';
import type { DatedBaseline } from './run/baseline.ts';
import { grade, type Grades } from './run/grade.ts';
import type { TestRecord } from './run/test-record.ts';
import type { Level, Profile, Requirement } from './run/requirement.ts';
import { runSuites } from './vitest/engine.ts';
import type { StoredExample } from './run/case.ts';

const LOST =
  'The process that runs the tests was ended before it was done: by the runtime, which may have signalled its parent, ' +
  'by somebody else, or for want of memory.';

export interface Suites {
  /** Absolute path of the file that holds all suites. */
  readonly file: string;
  readonly root: string;
}

/** The runtime under test, and how hard to try. */
export interface JudgeConfig {
  readonly target: Target;
  /** The command as the user wrote it: the same on every machine, and to be typed again from the same folder. */
  readonly commandShown: readonly string[];
  /** Whether the task root is that of the bundled probe functions. */
  readonly bundledProbe: boolean;
  readonly profiles: readonly Profile[];
  /** The weakest level whose deviations fail the run. */
  readonly failOn: Level;
  /** The report folder as the user wrote it, for commands to copy. */
  readonly outShown: string;
  /** How many bootstraps may live at a time. */
  readonly jobs: number;
  readonly seed: number;
  /** Generated cases per property. */
  readonly runs: number;
  readonly pace: Pace;
  /** Multiplies every limit on waiting. */
  readonly timeoutScale: number;
  /** Which part of a divided run this is. */
  readonly shard: Shard | undefined;
}

export interface JudgeOptions {
  readonly config: JudgeConfig;
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly suites: Suites;
  /** Ids to judge, in catalogue order. */
  readonly selected: readonly string[];
  readonly baseline?: DatedBaseline | undefined;
  /** Inputs that deviated in an earlier run; tried first. */
  readonly earlier: readonly StoredExample[];
  /** The one test to run, with its stored input. */
  readonly replay?: StoredExample;
  readonly onSmoke: (smoke: Smoke) => void;
  readonly onRecord: (
    record: TestRecord,
    progress: { readonly done: number; readonly total: number },
  ) => void;
  /** Ends the run early; what was judged until then is reported. */
  readonly signal: AbortSignal;
}

/** A case and where it is stored, relative to the report folder. */
export interface StoredCase {
  readonly path: string;
  readonly content: Case;
}

export interface RunResult {
  readonly run: Run;
  /** One per deviation. */
  readonly cases: readonly StoredCase[];
}

/** Judges the bootstrap of a configuration. */
export async function judge(options: JudgeOptions): Promise<RunResult> {
  const { config, signal } = options;
  const startedAt = new Date();
  const began = performance.now();
  const marker = `${process.pid}-${randomUUID()}`;
  const finish = async (
    found: Pick<Run['target'], 'grade' | 'language' | 'actions' | 'coldStartMs' | 'environment'>,
    records: readonly TestRecord[],
    complete: boolean,
    failure?: SmokeFailure,
  ): Promise<RunResult> => {
    const cases: StoredCase[] = [];
    const graded = grade({
      catalogue: options.catalogue,
      selected: options.selected,
      profiles: config.profiles,
      records,
      failOn: config.failOn,
      opaque: found.grade === 'opaque',
      complete,
      shard: config.shard,
      baseline: options.baseline,
      storage: (deviation) => {
        const stored = `cases/${deviation.key}-${deviation.requirement}.json`;
        cases.push({ path: stored, content: caseOf(deviation, config) });
        return { case: stored, replay: replayCommand(config, stored) };
      },
    });
    const run: Run = {
      schemaVersion,
      tool: { name: 'lambdaspec', version: toolVersion() },
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - began),
      seed: config.seed,
      host: {
        os: process.platform,
        arch: process.arch,
        node: process.version,
        cores: availableParallelism(),
      },
      target: {
        command: [...config.commandShown],
        sha256: await digestOf(config.target.command[0]),
        profiles: [...config.profiles],
        ...found,
      },
      failOn: config.failOn,
      complete,
      effort: { pace: config.pace, runs: config.runs },
      ...(failure === undefined ? graded : unjudged(graded, failure)),
      timings: timingsOf(records, startedAt.getTime()),
      samples: records.flatMap(({ test, samples = [] }) =>
        samples.map((series) => ({ test, samples: [...series] })),
      ),
    };
    return { run, cases };
  };

  const random = seededRandom(config.seed);
  const nothing = { grade: null, language: null, actions: [], coldStartMs: null, environment: [] };
  if (signal.aborted) return finish(nothing, [], false);
  const { target, timeoutScale } = config;
  const smoke = await smokeTest({ target, random, marker, timeoutScale, signal });
  await endStrays();
  if (signal.aborted) return finish(nothing, [], false);
  if (smoke.kind === 'failed') return finish(nothing, [], true, smoke.failure);
  options.onSmoke(smoke.smoke);
  const { records, complete, lost } = await runSuites({
    suites: options.suites.file,
    root: options.suites.root,
    provided: {
      target: config.target,
      smoke: smoke.smoke,
      limits: limitsFor(smoke.smoke.coldStartMs, config.timeoutScale),
      seed: config.seed,
      jobs: config.jobs,
      pace: config.pace,
      runs: config.runs,
      selected: options.selected.filter((id) => declares(config, options.catalogue[id])),
      marker,
      earlier: options.earlier,
      ...(config.shard === undefined ? {} : { shard: config.shard }),
      ...(options.replay === undefined ? {} : { replay: options.replay }),
    },
    onRecord: options.onRecord,
    signal,
  });
  const { grade: functionGrade, language, actions, coldStartMs } = smoke.smoke;
  const found = {
    grade: functionGrade,
    language,
    actions: [...actions],
    coldStartMs: Math.round(coldStartMs),
    environment: [...smoke.environment],
  };
  const result = await finish(found, records, complete);
  if (!lost || result.run.verdict !== 'inconclusive') return result;
  return { ...result, run: { ...result.run, reason: LOST } };
}

/** A run that did not get past the smoke test judges nothing. */
function unjudged(graded: Grades, failure: SmokeFailure): Grades {
  const parts = [failure.reason, failure.advice];
  if (failure.output !== '') parts.push(`Its output ended with:\n${failure.output.trimEnd()}`);
  return {
    ...graded,
    verdict: 'inconclusive',
    reason: parts.join('\n\n'),
    requirements: graded.requirements.map((result) =>
      result.verdict === 'inconclusive'
        ? { ...result, reason: `The bootstrap could not be judged. ${failure.reason}` }
        : result,
    ),
  };
}

/** When each test ran and for how long, in order of their beginning. */
function timingsOf(records: readonly TestRecord[], startedAt: number): Timing[] {
  return records
    .flatMap(({ test, timing }) =>
      timing === undefined
        ? []
        : [
            {
              test,
              requirements: [...timing.requirements],
              startMs: Math.max(0, Math.round(timing.beganAt - startedAt)),
              durationMs: Math.round(timing.durationMs),
            },
          ],
    )
    .toSorted((one, other) => one.startMs - other.startMs);
}

/** The command that replays a case against the same bootstrap, to be typed where this run was started. */
function replayCommand(config: JudgeConfig, stored: string): string {
  return commandLine(['lambdaspec', 'replay', join(config.outShown, stored), '--', ...config.commandShown]);
}

async function digestOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return null;
  }
}

function declares(config: JudgeConfig, requirement: Requirement | undefined): boolean {
  return requirement !== undefined && config.profiles.includes(requirement.profile);
}
