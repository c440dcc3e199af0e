/** The result of one test: plain data that crosses the worker boundary in the test's `meta` and is stored in a shard. */
import { z } from 'zod';
import type { Recorded } from './conversation.ts';
import { combinations } from './combinations.ts';
import { start } from './starts.ts';

const exchangeStep = z.strictObject({
  at: z.number().describe('Milliseconds since the sandbox was opened.'),
  kind: z
    .enum([
      'start',
      'exit',
      'signal',
      'freeze',
      'thaw',
      'output',
      'connection',
      'request',
      'body',
      'reply',
      'fault',
      'expired',
      'note',
    ])
    .describe(
      'request and body: runtime to Runtime API; reply: back; signal, freeze, thaw: harness to runtime; fault: the Runtime API misbehaves on purpose; expired: the harness stopped waiting.',
    ),
  label: z.string().describe('The step in a few words; the line of the trace has the rest.'),
  detail: z.string().optional().describe('Its content, shortened: a body, some output, a reason.'),
  line: z.int().min(0).describe('Index of its line in `trace`.'),
  request: z.int().optional().describe('The number of its request.'),
  decisive: z.boolean().describe('Whether the deviation shows in this step.'),
});

/** The steps of an excerpt, as a deviation stores them. */
export const exchange = z.array(exchangeStep).optional().describe('The same lines as steps, for a diagram.');

/** Resource use of one process over time. */
export const samples = z.array(
  z.strictObject({
    at: z.number().describe('Milliseconds since the sandbox was opened.'),
    invocations: z.int().min(0).describe('Events delivered to the process until then.'),
    cpuMs: z.number(),
    rssBytes: z.number(),
    descriptors: z.int(),
    threads: z.int(),
    processes: z.int(),
    temporaryFiles: z
      .int()
      .optional()
      .describe('In /tmp; absent in older runs, and where the sandbox has no /tmp of its own.'),
  }),
);

const finding = z.strictObject({
  requirement: z.string(),
  code: z.string().describe('What the runtime did wrong; the catalogue has the sentence.'),
  expected: z.string(),
  actual: z.string(),
  trace: z.array(z.string()).describe('The lines of the trace around it.'),
  exchange,
  output: z.string().describe('The end of the output of the runtime.'),
  times: z.int().min(1).optional().describe('How often the test saw it; once if absent.'),
  counterexample: z.string().optional().describe('The smallest input known to show it, for the reader.'),
  example: z.string().optional().describe('The same input as JSON, if it was generated; stored in the case.'),
});

const notJudged = z.strictObject({
  requirement: z.string(),
  verdict: z
    .enum(['not-applicable', 'not-testable', 'inconclusive'])
    .describe('not-applicable: the requirement is about a freedom that the runtime does not take.'),
  reason: z.string().describe('What is missing or what prevented a verdict, in a sentence.'),
});

/** The stored part of a test's record. */
export const testRecord = z.strictObject({
  test: z.string().describe('The title of the test.'),
  observations: z
    .record(z.string(), z.int().min(0))
    .describe('How often each requirement was exercised, whether it held or not.'),
  findings: z.array(finding).describe('Requirements that the runtime deviates from.'),
  notJudged: z.array(notJudged).describe('Requirements that the test could not judge.'),
  unconfirmed: z
    .array(z.strictObject({ requirement: z.string(), code: z.string() }))
    .optional()
    .describe('Deviations seen in only one of two attempts: reported as warnings.'),
  warnings: z.array(z.string()).describe('About the run, not about the runtime.'),
  held: z
    .array(z.strictObject({ requirements: z.array(z.string()), trace: z.array(z.string()) }))
    .optional()
    .describe('With --keep-traces: traces in which requirements held.'),
  samples: z.array(samples).optional().describe('Resource use of each sampled sandbox over time.'),
  timing: z
    .strictObject({
      beganAt: z.number().describe('Milliseconds since the epoch.'),
      durationMs: z.number().min(0),
      requirements: z.array(z.string()).describe('The requirements that the test judges.'),
    })
    .optional(),
  starts: z.array(start).optional().describe('Every start of the bootstrap for this test.'),
  events: z.int().min(0).optional().describe('How many events its sandboxes delivered.'),
  combinations: combinations.optional().describe('What it tried of the combinations of factors.'),
});

/** The title under which the deviations and the starts of the smoke test are stored. */
export const SMOKE_TEST = 'smoke test';

export type ExchangeStep = z.infer<typeof exchangeStep>;
/** A deviation that a test found, with its evidence. */
export type Finding = z.infer<typeof finding>;
/** Why a test could not judge a requirement. */
export type NotJudged = z.infer<typeof notJudged>;
/** Requirements that are inconclusive for one reason. */
export function leftOpen(requirements: Iterable<string>, reason: string): NotJudged[] {
  return Array.from(requirements, (requirement) => ({ requirement, verdict: 'inconclusive', reason }));
}

export type TestRecord = z.infer<typeof testRecord> & {
  /** Set when lambdaspec itself failed: never a deviation, never stored. */
  readonly harnessFault?: string;
  /** For `replay --export`; never stored. */
  readonly conversations?: readonly Recorded[];
};
