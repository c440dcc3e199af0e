/**
 * The History value: releases of a client, each judged, and when each deviation came and went. Every report of `lambdaspec history`
 * derives from it. Pure data and its schema.
 */
import { z } from 'zod';

/** Version of the History value; grows with every incompatible change. */
export const historyVersion = 1;

const state = z
  .enum(['deviates', 'holds', 'otherwise', 'unknown'])
  .describe('otherwise: the requirement deviates, but not in this way; unknown: it was not judged.');

const release = z.strictObject({
  version: z.string().describe('As its registry names it.'),
  outcome: z
    .enum(['judged', 'not-built', 'not-judged', 'not-reached'])
    .describe('not-reached: the command was interrupted, or a bisection did not need it.'),
  reason: z.string().nullable().describe('Why it was not judged, in a sentence; null if it was.'),
  deviations: z.int().min(0).nullable().describe('How many requirements deviate; null if it was not judged.'),
  sha256: z.string().nullable().describe('Of the bootstrap that was judged.'),
  run: z.string().nullable().describe('The path of its run.json in the cache.'),
});

const span = z.strictObject({
  after: z
    .string()
    .nullable()
    .describe('The last release before it that does not deviate in this way; null where none was judged.'),
  since: z.string().describe('The first release that was seen to deviate.'),
  until: z.string().describe('The last release that was seen to deviate.'),
  fixedIn: z
    .string()
    .nullable()
    .describe('The first release after it in which the requirement held; null where none was judged.'),
  replacedIn: z
    .string()
    .nullable()
    .describe(
      'The first release after it in which the requirement deviates in another way; null if it went otherwise.',
    ),
});

const row = z.strictObject({
  requirement: z.string(),
  code: z.string(),
  level: z.enum(['MUST', 'SHOULD', 'MAY']),
  message: z.string().describe('The code as a sentence.'),
  states: z.record(z.string(), state).describe('By version.'),
  spans: z.array(span).min(1).describe('When the deviation came and went, the oldest first.'),
});

const step = z.strictObject({
  version: z.string(),
  state,
  left: z.int().min(0).describe('How many releases may still be the one, after this step.'),
});

const bisection = z.strictObject({
  asked: z.string().describe('The requirement, or requirement/code.'),
  steps: z.array(step),
  change: z
    .strictObject({
      kind: z.enum(['came', 'went']),
      before: z.string().describe('The last release without the change that was judged.'),
      version: z.string().describe('The first release with the change that was judged.'),
      between: z.array(z.string()).describe('Releases between both that could not be judged.'),
    })
    .nullable()
    .describe('null where the oldest and the newest release are alike, or too little could be judged.'),
  reason: z.string().nullable().describe('Why there is no change, in a sentence.'),
});

export const historySchema = z.strictObject({
  schemaVersion: z.literal(historyVersion),
  tool: z.strictObject({ name: z.literal('lambdaspec'), version: z.string() }),
  requirementSet: z.string().optional().describe('The set of requirements that was asked for.'),
  versions: z.string().describe('As they were asked for.'),
  build: z.array(z.string()).min(1),
  bootstrap: z.array(z.string()).min(1),
  complete: z.boolean().describe('False when the command was interrupted.'),
  releases: z.array(release).describe('The newest first.'),
  rows: z.array(row).describe('Every deviation of a release that was judged.'),
  bisection: bisection.nullable(),
});

export type History = z.infer<typeof historySchema>;
export type Release = z.infer<typeof release>;
export type HistoryRow = z.infer<typeof row>;
export type State = z.infer<typeof state>;
export type Span = z.infer<typeof span>;
export type Bisection = z.infer<typeof bisection>;

/** The published JSON Schema (draft 2020-12) of the History value. */
export function historyJsonSchema(): object {
  return {
    $id: 'urn:lambdaspec:schema:history-1',
    title: 'lambdaspec history',
    ...z.toJSONSchema(historySchema),
  };
}
