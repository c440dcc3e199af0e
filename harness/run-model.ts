/**
 * The Run value: everything one run of lambdaspec found out. `run.json` *is* this value; every other document derives
 * from it and can be made again from a stored one. Pure data and its schema; imports nothing of the harness.
 */
import { z } from 'zod';

/** Version of the shape of the Run value; grows with every incompatible change. */
export const schemaVersion = 1;

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
  text: z.string().describe('Our restatement of the claim.'),
  source: z.array(z.string()).min(1).describe('Where the claim comes from; URLs first.'),
  cause: z.string().describe('What usually causes a deviation.'),
  verdict,
  reason: z.string().nullable().describe('Why the verdict is not a plain yes or no, in a sentence.'),
  observations: z
    .int()
    .min(0)
    .describe('How often the requirement was exercised and seen to hold or not to hold.'),
  deviations: z.array(z.string()).describe('Keys of the deviations of this requirement.'),
});

const deviation = z.strictObject({
  key: z.string().describe('`d1`, `d2`, …; unique in this run.'),
  requirement: z.string(),
  level,
  message: z.string().describe('One sentence: what the runtime did wrong.'),
  expected: z.string(),
  actual: z.string(),
  test: z.string().describe('The title of the test or wire rule that found it.'),
  times: z.int().min(1).describe('How often the same deviation was seen in this run.'),
  case: z.string().nullable().describe('Path of the replayable case, relative to the report.'),
  counterexample: z.string().nullable().describe('The smallest input known to show the deviation.'),
  replay: z.string().nullable().describe('The command that shows this deviation again.'),
  trace: z
    .array(z.string())
    .describe('The lines of the trace around the deviation, in the curl-like text form.'),
  output: z.string().describe('The end of what the runtime wrote to stdout and stderr.'),
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
    sha256: z.string().nullable().describe('Of the executable; null where it could not be read.'),
    grade: z
      .enum(['opaque', 'echo', 'probe'])
      .nullable()
      .describe('What the function offers; null before the smoke test.'),
    language: z.string().nullable().describe('As the probe function says.'),
    actions: z.array(z.string()).describe('Actions that the probe function offers.'),
    profiles: z.array(z.string()),
    coldStartMs: z.number().nullable().describe('From the start of the process to its first `next`.'),
    environment: z.array(z.string()).describe('Names of the variables the runtime was started with.'),
  }),
  verdict: z.enum(['conformant', 'deviates', 'inconclusive']),
  reason: z.string().nullable().describe('Why the run is inconclusive, in a sentence; null otherwise.'),
  failOn: level.describe('The weakest level whose deviations fail the run.'),
  complete: z.boolean().describe('False when the run was interrupted.'),
  counts: z.strictObject({ must: levelCounts, should: levelCounts, may: levelCounts }),
  requirements: z.array(requirementResult),
  deviations: z.array(deviation),
  warnings: z.array(z.string()).describe('About the run itself, apart from deviations.'),
});

export type Run = z.infer<typeof runSchema>;
export type RequirementResult = z.infer<typeof requirementResult>;
export type Deviation = z.infer<typeof deviation>;
export type Verdict = z.infer<typeof verdict>;
export type RunVerdict = Run['verdict'];

/** The published JSON Schema (draft 2020-12) of the Run value. */
export function runJsonSchema(): object {
  return {
    $id: 'urn:lambdaspec:schema:run-1',
    title: 'lambdaspec run',
    ...z.toJSONSchema(runSchema),
  };
}
