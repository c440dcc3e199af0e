/**
 * Runs one conformance test: decides whether it can be judged, runs it, and confirms every deviation once in a fresh
 * sandbox before it counts; exclusively, if time decided. A confirmed deviation counts only if the control of the test holds.
 */
import { noteShortage, shortageSince } from '../process/machine/shortage-log.ts';
import { underShortage } from './under-shortage.ts';
import { toError } from '../base/errors.ts';
import type { Catalogue } from '../run/requirement.ts';
import type { TestRecord } from '../run/test-record.ts';
import type { WireRule } from './wire-rule.ts';
import type { Concurrency } from './scheduler.ts';
import type { SandboxPool } from './sandbox-pool.ts';
import type { Provided } from './assignment.ts';
import { attemptOnce, timed, type Attempt } from './attempt.ts';
import { filledFrom, confirmed, seenOnce } from './confirmed.ts';
import { playControl, underFailedControl, type Control } from './control.ts';
import type { PlayedControls } from './played-controls.ts';
import { keyOfSeen, type RuleFindings } from './rule-findings.ts';
import { TestContext, type AttemptOptions } from './test-context.ts';

/** How often an input that deviated once of two times is repeated. */
const CHANCES = 3;

export interface ConformanceTest<C extends Catalogue> {
  readonly title: string;
  readonly requirements: readonly (keyof C & string)[];
  readonly concurrency: Concurrency;
  /** Whether it starts before others, since it takes long. */
  readonly startsFirst: boolean;
  /** Whether it ends the processes that it is given: unless it starts first, it starts after others, which leave theirs to it. */
  readonly endsItsProcess: boolean;
  readonly control: Control<C>;
  readonly body: (t: TestContext<C>) => Promise<void>;
}

/** What the tests of a run tell each other. */
export interface SharedFindings {
  readonly ruleFindings: RuleFindings;
  readonly playedControls: PlayedControls;
}

/** The record of a test; `undefined` when the run was interrupted before it was judged. */
export async function runTest<C extends Catalogue>(
  test: ConformanceTest<C>,
  pool: SandboxPool,
  provided: Provided,
  wireRules: readonly WireRule[],
  { ruleFindings, playedControls }: SharedFindings,
  signal: AbortSignal,
): Promise<TestRecord | undefined> {
  const contexts: TestContext<C>[] = [];
  const contextFor = (options: AttemptOptions): TestContext<C> => {
    const context = new TestContext<C>(pool, provided, wireRules, {
      ...options,
      endsItsProcess: test.endsItsProcess,
    });
    contexts.push(context);
    return context;
  };
  const concluded = (record: TestRecord): TestRecord => ({
    ...underShortage(record, shortageSince(began)),
    starts: contexts.flatMap(({ starts }) => starts),
    events: contexts.reduce((sum, { events }) => sum + events, 0),
  });
  let began = Infinity;
  // An interrupted attempt proves nothing: its sandboxes were closed.
  const attempt: AttemptFunction = (concurrency, options) =>
    pool.scheduler.run(
      concurrency,
      async () => {
        if (signal.aborted) return undefined;
        const beganAttempt = performance.now();
        began = Math.min(began, beganAttempt);
        const result = await attemptOnce(test, contextFor(options));
        return signal.aborted ? undefined : timed(result, test.requirements, beganAttempt);
      },
      { startsFirst: test.startsFirst, startsLast: test.endsItsProcess && !test.startsFirst },
    );
  const judged = await judge(test, provided, attempt, {
    ruleFindings,
    othersDone: () => pool.scheduler.run('quiet', async () => {}),
  });
  const doubted = judged?.record.findings.some(({ requirement }) => judged.charged.has(requirement));
  if (judged === undefined) return undefined;
  if (doubted !== true) return concluded(judged.record);

  const controlled = await pool.scheduler.run(test.concurrency, () =>
    underControl(test, judged, playedControls, (freshOnly) =>
      contextFor({ freshOnly, examples: [], examplesOnly: false, reason: 'control' }),
    ),
  );
  return signal.aborted ? undefined : concluded(controlled);
}

type AttemptFunction = (concurrency: Concurrency, options: AttemptOptions) => Promise<Attempt | undefined>;

/** What a test needs of the others of its run. */
interface OtherTests extends Pick<SharedFindings, 'ruleFindings'> {
  /** Waits until no shared test is left. */
  readonly othersDone: () => Promise<void>;
}

/** What one or two attempts say about a test. */
type Judged = Pick<Attempt, 'record' | 'charged' | 'asked'>;

/** Attempts a test, and once more to confirm a deviation. */
async function judge<C extends Catalogue>(
  test: ConformanceTest<C>,
  provided: Provided,
  attempt: AttemptFunction,
  others: OtherTests,
): Promise<Judged | undefined> {
  const stored = (provided.replay === undefined ? provided.earlier : [provided.replay]).filter(
    ({ test: title }) => title === test.title,
  );
  const replayed = provided.replay !== undefined;
  const options = { freshOnly: replayed, examples: stored, examplesOnly: replayed };
  let first = await attempt(test.concurrency, options);
  // Other bootstraps of this run may have taken the processor, so it is repeated without them: with others that mostly wait, or alone.
  for (const concurrency of test.concurrency === 'unbounded'
    ? (['quiet', 'exclusive'] as const)
    : (['exclusive'] as const)) {
    if (first?.starved !== true) break;
    first = await attempt(concurrency, { ...options, freshOnly: true, reason: 'repetition' });
  }
  if (first === undefined) return undefined;
  if (isSettled(first)) return { ...first, charged: new Set() };
  const judged = await confirmOnce(first, attempt, test, others);
  if (judged === undefined || judged.record.findings.length > 0 || !first.maybeSlowMachine || replayed)
    return judged;

  // A slow machine ended the first attempt early, and the second repeated only its finding.
  const again = await attempt('exclusive', {
    freshOnly: true,
    examples: stored,
    examplesOnly: false,
    reason: 'repetition',
  });
  const result =
    again === undefined || isSettled(again) ? again : await confirmOnce(again, attempt, test, others);
  return (
    result && {
      charged: result.charged,
      asked: result.asked,
      record: {
        ...result.record,
        unconfirmed: [...(judged.record.unconfirmed ?? []), ...(result.record.unconfirmed ?? [])],
        warnings: [...new Set([...judged.record.warnings, ...result.record.warnings])],
      },
    }
  );
}

/** Whether an attempt needs no second one. */
function isSettled({ record, unreached }: Attempt): boolean {
  return record.harnessFault !== undefined || (record.findings.length === 0 && !unreached);
}

/** Confirms the findings of an attempt, but for those of wire rules that another test confirms. */
async function confirmOnce<C extends Catalogue>(
  first: Attempt,
  attempt: AttemptFunction,
  test: ConformanceTest<C>,
  { ruleFindings, othersDone }: OtherTests,
): Promise<Judged | undefined> {
  const ruled = first.record.findings.filter(({ requirement }) => !first.charged.has(requirement));
  // Where each process ends, a repetition takes as many starts: a test that needs one may see the same.
  if (test.endsItsProcess && ruled.length > 0 && ruled.length === first.record.findings.length)
    await othersDone();
  const { elsewhere, settle } = ruleFindings.claim(ruled);
  const shared = ruled.filter((finding) => elsewhere.has(keyOfSeen(finding)));
  const own = without(first, elsewhere);
  let judged: Judged | undefined = { ...own, charged: new Set() };
  try {
    if (!isSettled(own))
      judged = await confirm(
        own,
        async (...given) => {
          const result = await attempt(...given);
          return result && without(result, elsewhere);
        },
        test,
      );
  } finally {
    settle(judged?.record.findings ?? []);
  }
  if (judged === undefined || shared.length === 0) return judged;
  const held = await ruleFindings.confirmed(shared);
  // What was a chance there may be none here.
  if (held.length < shared.length) return confirm(first, attempt, test);
  return { ...judged, record: { ...judged.record, findings: [...judged.record.findings, ...held] } };
}

/** An attempt without these findings, which others confirm. */
function without(attempt: Attempt, keys: ReadonlySet<string>): Attempt {
  const findings = attempt.record.findings.filter((finding) => !keys.has(keyOfSeen(finding)));
  return { ...attempt, record: { ...attempt.record, findings } };
}

/** Repeats the findings of an attempt; a third attempt decides what only one of two saw. */
async function confirm<C extends Catalogue>(
  first: Attempt,
  attempt: AttemptFunction,
  test: ConformanceTest<C>,
): Promise<Judged | undefined> {
  // Generated inputs are not searched again: only the found input is repeated.
  const repeating = (...attempts: readonly Attempt[]): AttemptOptions => ({
    freshOnly: true,
    examplesOnly: true,
    reason: 'confirmation',
    // A wire rule judges the whole trace, so what it found needs the whole test.
    awaited: attempts.every(({ record, charged }) =>
      record.findings.every(({ requirement }) => charged.has(requirement)),
    )
      ? attempts.flatMap(({ record }) => record.findings)
      : [],
    examples: attempts.flatMap(({ record }) =>
      record.findings.map(({ requirement, example }) => ({
        test: test.title,
        requirement,
        ...(example === undefined ? {} : { example }),
      })),
    ),
  });
  const options = repeating(first);
  let second = await attempt(first.maybeSlowMachine ? 'exclusive' : test.concurrency, options);
  if (second?.starved === true) second = await attempt('exclusive', options);
  if (second === undefined) return undefined;
  if (second.repeated)
    second = {
      ...second,
      record: filledFrom(second.record, first.record),
      asked: new Set([...first.asked, ...second.asked]),
    };
  if (seenOnce(first.record, second.record).length === 0)
    return { ...second, record: confirmed(first.record, second.record) };
  const again = repeating(first, second);
  // What is seen now and then gets more chances.
  const examples = Array.from({ length: CHANCES }, () => again.examples).flat();
  const third = await attempt('exclusive', { ...again, examples });
  return (
    third && {
      record: confirmed(first.record, second.record, third.record),
      charged: new Set([...second.charged, ...third.charged]),
      asked: new Set([...second.asked, ...third.asked]),
    }
  );
}

/** Plays the control of a test with confirmed deviations. It fails only if it fails twice, the second time in a fresh sandbox. */
async function underControl<C extends Catalogue>(
  { control }: ConformanceTest<C>,
  { record, charged, asked }: Judged,
  played: PlayedControls,
  open: (freshOnly: boolean) => TestContext<C>,
): Promise<TestRecord> {
  try {
    const failed = await played.once(control, asked, async () =>
      (await playControl(control, open(false), asked)) === undefined
        ? undefined
        : playControl(control, open(true), asked),
    );
    return failed === undefined ? record : underFailedControl(record, charged, failed);
  } catch (reason) {
    if (noteShortage(reason) !== undefined) return record;
    return { ...record, harnessFault: toError(reason).stack ?? toError(reason).message };
  }
}
