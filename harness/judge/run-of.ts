/** The Run value of what a run has seen. */
import { availableParallelism } from 'node:os';
import { fileDigest } from '../base/foreign-file.ts';
import { toolVersion } from '../base/package.ts';
import { protectionHere } from '../process/isolation.ts';
import { settingOf, type CaseSetting } from '../run/case.ts';
import { combinationsIn } from '../run/combinations.ts';
import { casesOf, withReplays, type RunResult } from '../run/grade/cases.ts';
import { grade } from '../run/grade/grade.ts';
import type { Requirement } from '../run/requirement.ts';
import { schemaVersion, type Run, type Shard } from '../run/run.ts';
import { sumOfEvents, sumOfStarts, type CountedStart } from '../run/starts.ts';
import { SMOKE_TEST, type TestRecord } from '../run/test-record.ts';
import { timingsOf } from '../run/timings.ts';
import type { JudgeConfig, JudgeOptions } from './options.ts';

/** What the tests have seen. */
export interface Ran {
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

/** The Run value of a run, and its cases. */
export function runOf({ config, catalogue, selected, baseline }: JudgeOptions, ran: Ran): RunResult {
  const { records, complete, found, startedAt, smokeStarts } = ran;
  const { evidence, ...graded } = grade({
    catalogue,
    selected,
    profiles: config.profiles,
    records,
    failOn: config.failOn,
    opaque: found.grade === 'opaque',
    initCommand: config.initCommand,
    complete,
    obstacle: ran.obstacle,
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
    durationMs: ran.durationMs,
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
    ...shardOf(config.shard, ran, evidence.size === 0 ? undefined : setting),
    ...graded,
    warnings: [...ran.warnings, ...graded.warnings],
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
  { records, smokeStarts }: Ran,
  setting: CaseSetting | undefined,
): Pick<Run, 'shard'> {
  if (shard === undefined) return {};
  const own = setting === undefined ? {} : { setting };
  return { shard: { ...shard, records: [...records], ...own, smokeStarts: [...smokeStarts] } };
}

/** Whether the run is about a requirement. */
export function declares(config: JudgeConfig, requirement: Requirement | undefined): boolean {
  return requirement !== undefined && config.profiles.includes(requirement.profile);
}
