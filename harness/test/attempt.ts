/** One attempt at a conformance test: what it saw, and what may have disturbed it. */
import { toError } from '../base/errors.ts';
import { noteShortage } from '../process/machine/shortage-log.ts';
import type { Catalogue } from '../run/requirement.ts';
import type { TestRecord } from '../run/test-record.ts';
import { UnreachedError } from '../trace/outcome.ts';
import { NotJudgedError, RepeatedError } from './recorder.ts';
import type { TestContext } from './test-context.ts';
import { withUnexercised } from './unexercised.ts';

/** What is attempted. */
interface Attempted<C extends Catalogue> {
  readonly title: string;
  readonly requirements: readonly (keyof C & string)[];
  readonly body: (t: TestContext<C>) => Promise<void>;
}

/** What it came to. */
export interface Attempt {
  readonly record: TestRecord;
  /** Whether a wait timed out while the runtime was busy, so that a slow machine may be the cause. */
  readonly maybeSlowMachine: boolean;
  /** Whether it was, as measured, so that a requirement is left open. */
  readonly starved: boolean;
  /** Whether it ended as soon as it had seen every deviation again. */
  readonly repeated: boolean;
  /** Whether a precondition of the test did not occur. */
  readonly unreached: boolean;
  /** The requirements whose deviations the test itself reported, not a wire rule. */
  readonly charged: ReadonlySet<string>;
  /** The actions that it asked of the probe function. */
  readonly asked: ReadonlySet<string>;
}

/** Adds the timing of an attempt, on the wall clock, which other processes share. */
export function timed(attempt: Attempt, requirements: readonly string[], began: number): Attempt {
  const timing = {
    beganAt: performance.timeOrigin + began,
    durationMs: performance.now() - began,
    requirements: [...requirements],
  };
  return { ...attempt, record: { ...attempt.record, timing } };
}

/** Runs the body of a test once. */
export async function attemptOnce<C extends Catalogue>(
  test: Attempted<C>,
  t: TestContext<C>,
): Promise<Attempt> {
  let unreached = false;
  let starved = false;
  let harnessFault: string | undefined;
  let ended = false;
  let repeated = false;
  try {
    await test.body(t);
    ended = true;
  } catch (reason) {
    if (reason instanceof RepeatedError) {
      repeated = true;
    } else if (reason instanceof NotJudgedError) {
      starved = reason.verdict === 'inconclusive' && t.maybeStarved;
      t.leaveUnjudged(test.requirements, reason.verdict, reason.message, starved);
    } else if (reason instanceof UnreachedError) {
      unreached = true;
      starved = t.maybeStarved;
      t.leaveUnjudged(test.requirements, 'inconclusive', `Not reached: ${reason.message}.`, starved);
    } else {
      const shortage = noteShortage(reason);
      if (shortage === undefined) harnessFault = toError(reason).stack ?? toError(reason).message;
      else t.leaveUnjudged(test.requirements, 'inconclusive', shortage);
    }
  }
  const closed = await t.close(test.title, !unreached && !repeated && harnessFault === undefined);
  const record = ended ? withUnexercised(closed, test.requirements, t.recorder.charged) : closed;
  return {
    record: harnessFault === undefined ? record : { ...record, harnessFault },
    maybeSlowMachine: t.maybeSlowMachine,
    starved: starved || t.starved,
    repeated,
    unreached,
    charged: t.recorder.charged,
    asked: t.asked,
  };
}
