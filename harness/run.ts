/** One run: smoke test, suites, verdicts, one Run value. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Config } from './config.ts';
import { seededRandom } from './random.ts';
import { schemaVersion, type Run } from './run-model.ts';
import { smokeTest, type SmokeFailure } from './smoke.ts';
import { limitsFor, type Smoke } from './target.ts';
import { toolVersion } from './version.ts';
import { grade, type Grades } from './verdict/grade.ts';
import type { TestRecord } from './verdict/record.ts';
import type { Requirement } from './verdict/requirement.ts';
import { runSuites } from './vitest/engine.ts';

export interface Suites {
  /** Absolute path of the file that holds all suites. */
  readonly file: string;
  readonly root: string;
}

export interface RunOptions {
  readonly config: Config;
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly suites: Suites;
  /** Ids to judge, in catalogue order. */
  readonly selected: readonly string[];
  readonly onSmoke: (smoke: Smoke) => void;
  readonly onRecord: (
    record: TestRecord,
    progress: { readonly done: number; readonly total: number },
  ) => void;
  /** Ends the run early; what was judged until then is reported. */
  readonly signal: AbortSignal;
}

/** Judges the bootstrap of a configuration. */
export async function runLambdaspec(options: RunOptions): Promise<Run> {
  const { config, signal } = options;
  const startedAt = new Date();
  const began = performance.now();
  const marker = `${process.pid}-${randomUUID()}`;
  const finish = async (
    found: Pick<Run['target'], 'grade' | 'language' | 'actions' | 'coldStartMs' | 'environment'>,
    records: readonly TestRecord[],
    complete: boolean,
    failure?: SmokeFailure,
  ): Promise<Run> => {
    const graded = grade({
      catalogue: options.catalogue,
      selected: options.selected,
      profiles: config.profiles,
      records,
      failOn: config.failOn,
      opaque: found.grade === 'opaque',
      complete,
      replay: (requirement) => replayCommand(config, requirement),
    });
    return {
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
        command: config.target.command.slice(),
        sha256: await digestOf(config.target.command[0]),
        profiles: [...config.profiles],
        ...found,
      },
      failOn: config.failOn,
      complete,
      ...(failure === undefined ? graded : unjudged(graded, failure)),
    };
  };

  const random = seededRandom(config.seed);
  const smoke = await smokeTest({ target: config.target, random, marker, timeoutScale: config.timeoutScale });
  if (smoke.kind === 'failed') {
    const nothing = { grade: null, language: null, actions: [], coldStartMs: null, environment: [] };
    return finish(nothing, [], true, smoke.failure);
  }
  options.onSmoke(smoke.smoke);
  const { records, complete } = await runSuites({
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
  return finish(found, records, complete);
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

/** The command that judges one requirement of the same bootstrap again, with the same seed. */
function replayCommand(config: Config, requirement: string): string {
  const { target } = config;
  const words = ['lambdaspec', '--only', requirement, '--seed', String(config.seed)];
  words.push('--handler', target.handler, '--task-root', target.taskRoot);
  for (const [name, value] of Object.entries(target.environment)) words.push('--env', `${name}=${value}`);
  return [...words, '--', ...target.command].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
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

function declares(config: Config, requirement: Requirement | undefined): boolean {
  return requirement !== undefined && config.profiles.includes(requirement.profile);
}
