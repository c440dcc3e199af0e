/**
 * The Run value: the result of one run of lambdaspec. `run.json` *is* this value; every other document derives from it.
 * Pure data and its schema.
 */
import { z } from 'zod';
import { caseSetting } from './case.ts';
import { combinations } from './combinations.ts';
import { eventSuiteResult } from './event-suite.ts';
import { start, starts } from './starts.ts';
import { exchange, samples, testRecord } from './test-record.ts';

/** Version of the Run value; grows with every incompatible change. */
export const schemaVersion = 3;

const level = z.enum(['MUST', 'SHOULD', 'MAY']);
const verdict = z.enum([
  'conformant',
  'deviates',
  'expected-deviation',
  'unexpectedly-conformant',
  'not-testable',
  'not-applicable',
  'inconclusive',
  'excluded',
]);
const levelCounts = z.record(verdict, z.int().min(0));

const requirementResult = z.strictObject({
  id: z.string().describe('Stable id, `area.claim`.'),
  area: z.string(),
  level,
  advisory: z.boolean().describe('Reported, never a failure.'),
  basis: z.enum(['documented', 'openapi', 'observed', 'inferred']),
  profile: z.string(),
  provokedBy: z
    .enum(['service', 'caller', 'function', 'network', 'unseen'])
    .describe('Who brings a runtime into the situation; unseen: nothing yet seen on Lambda.'),
  costs: z
    .enum(['process', 'invocation', 'result', 'hang', 'diagnosis', 'nothing'])
    .describe('What a deviation costs.'),
  text: z.string().describe('Our restatement of the claim.'),
  source: z.array(z.string()).min(1).describe('Where the claim comes from; URLs first.'),
  cause: z.string().describe('What usually causes a deviation.'),
  verdict,
  reason: z.string().nullable().describe('Why the verdict is not a plain yes or no, in a sentence.'),
  observations: z.int().min(0).describe('How often the requirement was exercised, whether it held or not.'),
  deviations: z.array(z.string()).describe('Keys of the deviations of this requirement.'),
});

const deviation = z.strictObject({
  key: z.string().describe('`d1`, `d2`, …; unique in this run.'),
  requirement: z.string(),
  code: z.string().describe('What the runtime did wrong: stable, and unique within its requirement.'),
  level,
  message: z.string().describe('The code as a sentence; the wording may change.'),
  expected: z.string(),
  actual: z.string(),
  test: z.string().describe('The title of the test or wire rule that found it.'),
  times: z.int().min(1).describe('How often the same deviation was seen in this run.'),
  case: z
    .string()
    .regex(/^cases\/[\w.-]+\.json$/)
    .nullable()
    .describe('Path of the replayable case, relative to the report.'),
  counterexample: z.string().nullable().describe('The smallest input known to show the deviation.'),
  replay: z.string().nullable().describe('The command that shows this deviation again.'),
  trace: z
    .array(z.string())
    .describe('The lines of the trace around the deviation, in the curl-like text form.'),
  output: z.string().describe('The end of what the runtime wrote to stdout and stderr.'),
  exchange,
  expectedBecause: z
    .string()
    .nullable()
    .default(null)
    .describe('The reason in the baseline entry that expects it; null where no entry does.'),
});

const cause = z.strictObject({
  key: z.string().describe('`c1`, `c2`, …; the first is to be fixed first.'),
  sentence: z.string().describe('What is wrong, for all of its deviations.'),
  deviations: z.array(z.string()).min(1).describe('Keys of its deviations, the simplest scenario first.'),
  shownBy: z.string().describe('The key of the deviation whose scenario is the simplest.'),
});

const baselineProblem = z.strictObject({
  kind: z.enum(['stale', 'unknown', 'expired', 'ambiguous']),
  line: z.int().min(1).describe('Of the baseline file.'),
  message: z.string(),
});

const baselineUse = z.strictObject({
  file: z.string(),
  entries: z.int().min(0),
  problems: z.array(baselineProblem).describe('Any of them ends the command with exit code 4.'),
});

const timing = z.strictObject({
  test: z.string().describe('The title of the test.'),
  requirements: z.array(z.string()).describe('The requirements that the test judges.'),
  startMs: z.number().describe('When the test began, from the start of the run.'),
  durationMs: z
    .number()
    .min(0)
    .describe('How long it ran, including its confirmation, not its time in the queue.'),
});

const resourceSeries = z.strictObject({
  test: z.string().describe('The title of the test in which one process was sampled over time.'),
  samples,
});

export const runSchema = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  tool: z.strictObject({ name: z.literal('lambdaspec'), version: z.string() }),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  seed: z.int(),
  host: z.strictObject({ os: z.string(), arch: z.string(), node: z.string(), cores: z.int().min(1) }),
  target: z.strictObject({
    command: z.array(z.string()).min(1),
    handler: z.string().optional().describe('The value of _HANDLER; absent in older runs.'),
    taskRoot: z
      .string()
      .nullable()
      .optional()
      .describe('Relative to the folder of the bootstrap; null: the bundled probe functions.'),
    sha256: z.string().nullable().describe('Of the executable; null where it could not be read.'),
    grade: z
      .enum(['opaque', 'echo', 'probe'])
      .nullable()
      .describe('What the function offers; null before the smoke test.'),
    language: z.string().nullable().describe('As the probe function reports it.'),
    actions: z.array(z.string()).describe('Actions that the probe function offers.'),
    properties: z
      .array(z.string())
      .optional()
      .describe('What the probe function says about itself beside its actions; absent in older runs.'),
    profiles: z.array(z.string()),
    coldStartMs: z.number().nullable().describe('From the start of the process to its first `next`.'),
    environment: z.array(z.string()).describe('Names of the variables the runtime was started with.'),
  }),
  protection: z
    .enum(['namespace', 'cgroup', 'marks'])
    .optional()
    .describe(
      'What ends every process of a sandbox: the end of its PID namespace or of its control group, or a search for the marks that processes inherit, which one that removes them escapes; absent in older runs.',
    ),
  verdict: z.enum(['conformant', 'deviates', 'inconclusive']),
  reason: z.string().nullable().describe('Why the run is inconclusive, in a sentence; null otherwise.'),
  failOn: level.describe('The weakest level whose deviations fail the run.'),
  complete: z.boolean().describe('False when the run was interrupted.'),
  effort: z
    .strictObject({
      pace: z.enum(['quick', 'normal', 'slow']),
      runs: z.int().min(1),
      of: z
        .int()
        .min(0)
        .optional()
        .describe(
          'The number of requirements in the declared profiles, of which those of the run are a selection.',
        ),
    })
    .optional()
    .describe(
      'The pace and the generated cases per property: whether a rare deviation is seen depends on them.',
    ),
  requirementSet: z
    .string()
    .regex(/^\d{4}\.\d{2}$/)
    .optional()
    .describe('The set of requirements that was asked for; absent where all of this version were.'),
  shard: z
    .strictObject({
      index: z.int().min(1),
      count: z.int().min(1),
      records: z.array(testRecord).describe('The record of each test, to be graded with the other shards.'),
      setting: caseSetting.optional().describe('The setting of the cases; absent where nothing deviates.'),
      smokeStarts: z.array(start).optional().describe('The starts of its smoke test.'),
    })
    .optional()
    .describe('Which shard of a run this is; absent from an undivided run.'),
  counts: z
    .strictObject({ must: levelCounts, should: levelCounts, may: levelCounts })
    .describe('By level; an advisory requirement counts as MAY, because it never fails a run.'),
  requirements: z.array(requirementResult),
  deviations: z.array(deviation),
  causes: z
    .array(cause)
    .optional()
    .describe('Deviations that end alike, or show the same wrong step, in the order in which to fix them.'),
  baseline: baselineUse.nullable().default(null).describe('The baseline that was applied.'),
  warnings: z.array(z.string()).describe('About the run, not about the runtime.'),
  held: z
    .array(
      z.strictObject({
        test: z.string().describe('The title of the test.'),
        requirements: z.array(z.string()).describe('The conformant requirements that it shows.'),
        trace: z.array(z.string()).describe('At most 40 lines, in the form of the traces of deviations.'),
      }),
    )
    .optional()
    .describe('With --keep-traces: a trace of a passing case for each conformant requirement.'),
  timings: z.array(timing).optional().describe('How long each test took.'),
  starts: starts
    .optional()
    .describe('How many bootstraps were started, why, and how long each took; absent in older runs.'),
  events: z
    .int()
    .min(0)
    .optional()
    .describe('How many events the tests delivered to the runtime; absent in older runs.'),
  combinations: combinations
    .optional()
    .describe('How many combinations of factors the events of the run covered; absent if it tried none.'),
  suites: z
    .array(eventSuiteResult)
    .optional()
    .describe(
      'The suites of events that --suite played; a failed test of theirs fails the command, not the verdict.',
    ),
  samples: z.array(resourceSeries).optional().describe('Resource use of the runtime over many invocations.'),
});

export type Run = z.infer<typeof runSchema>;
export type RequirementResult = z.infer<typeof requirementResult>;
export type Deviation = z.infer<typeof deviation>;
export type Cause = z.infer<typeof cause>;
export type { ExchangeStep } from './test-record.ts';
export type Timing = z.infer<typeof timing>;
export type ResourceSeries = z.infer<typeof resourceSeries>;
export type Verdict = z.infer<typeof verdict>;
export type BaselineProblem = z.infer<typeof baselineProblem>;
export type BaselineUse = z.infer<typeof baselineUse>;
export type RunVerdict = Run['verdict'];

/** The published JSON Schema (draft 2020-12) of the Run value. */
export function runJsonSchema(): object {
  return {
    $id: 'urn:lambdaspec:schema:run-3',
    title: 'lambdaspec run',
    ...z.toJSONSchema(runSchema),
  };
}

/** Length of the long waits: `quick` for a first look, `slow` for the real limits. */
export type Pace = NonNullable<Run['effort']>['pace'];

/** The `index`-th of `count` parts of a run, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}
