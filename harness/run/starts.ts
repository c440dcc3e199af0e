/** The starts of the bootstrap in a run: how many, why, and how long each took. Pure data, its schema, and its sums. */
import { z } from 'zod';

const reasons = [
  'smoke',
  'fresh',
  'settings',
  'warm',
  'search',
  'restart',
  'repetition',
  'confirmation',
  'control',
] as const;

export type StartReason = (typeof reasons)[number];

/** Why a bootstrap is started, as the noun phrase of a report. */
export const startReasons: Readonly<Record<StartReason, string>> = {
  smoke: 'the smoke test',
  fresh: 'tests that need a new process',
  settings: 'tests that need settings of their own',
  warm: 'tests that found no idle process',
  search: 'generated cases that need another process',
  restart: 'restarts in the same environment',
  repetition: 'repetitions without other processes',
  confirmation: 'confirmations of deviations',
  control: 'controls of deviations',
};

const why = z
  .enum(reasons)
  .describe(
    'settings: an environment, a handler or a mode of its own; warm: any process would do, and none was idle; search: a generated case disturbed the process before it, or each case has its own.',
  );

const firstPollMs = z
  .number()
  .min(0)
  .nullable()
  .describe('From the start of the process to its first `next`; null if it never polled.');

/** One start, as the record of a test stores it. */
export const start = z.strictObject({ why, firstPollMs });

const figures = {
  count: z.int().min(0),
  neverPolled: z.int().min(0).describe('Starts without a `next`.'),
  sumMs: z.number().min(0).describe('The sum of the times to the first `next`; starts overlap.'),
  medianMs: z.number().min(0).nullable(),
  longestMs: z.number().min(0).nullable(),
};

/** All starts of a run, compact. */
export const starts = z.strictObject({
  ...figures,
  byReason: z.array(z.strictObject({ why, ...figures })).describe('Most starts first.'),
  tests: z
    .array(z.strictObject({ test: z.string().describe('The title of the test.'), ...figures }))
    .describe('The tests with the most starts.'),
});

export type CountedStart = z.infer<typeof start>;
export type RunStarts = z.infer<typeof starts>;
type Figures = Pick<RunStarts, keyof typeof figures>;

/** The starts of one test. */
export interface TestStarts {
  readonly test: string;
  readonly starts?: readonly CountedStart[] | undefined;
}

/** How many events tests delivered. */
export function sumOfEvents(tests: readonly { readonly events?: number | undefined }[]): number {
  return tests.reduce((sum, { events = 0 }) => sum + events, 0);
}

/** How many tests are named. */
const NAMED = 10;

/** Adds up the starts of tests; several shards may have starts under one title. */
export function sumOfStarts(tests: readonly TestStarts[]): RunStarts {
  const byTest = new Map<string, CountedStart[]>();
  for (const { test, starts: own = [] } of tests) byTest.set(test, [...(byTest.get(test) ?? []), ...own]);
  const all = [...byTest.values()].flat();
  const byReason = new Map<StartReason, CountedStart[]>();
  for (const one of all) byReason.set(one.why, [...(byReason.get(one.why) ?? []), one]);
  return {
    ...figuresOf(all),
    byReason: Array.from(byReason, ([reason, own]) => ({ why: reason, ...figuresOf(own) })).toSorted(byCount),
    tests: Array.from(byTest, ([test, own]) => ({ test, ...figuresOf(own) }))
      .filter(({ count }) => count > 0)
      .toSorted(byCount)
      .slice(0, NAMED),
  };
}

function figuresOf(own: readonly CountedStart[]): Figures {
  const times = own.flatMap(({ firstPollMs: ms }) => (ms === null ? [] : [ms])).toSorted((a, b) => a - b);
  return {
    count: own.length,
    neverPolled: own.length - times.length,
    sumMs: rounded(times.reduce((sum, ms) => sum + ms, 0)),
    medianMs: times[Math.floor(times.length / 2)] ?? null,
    longestMs: times.at(-1) ?? null,
  };
}

/** To 0.1 ms, which tells native bootstraps apart. */
function rounded(ms: number): number {
  return Math.round(10 * ms) / 10;
}

function byCount(one: Figures, other: Figures): number {
  return other.count - one.count || other.sumMs - one.sumMs;
}
