/** Results of several events at once, in orders that the test decides. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { seededRandom } from '../../harness/base/random.ts';
import { isReturned } from '../support/returned.ts';
import { covers, forAll, test, type TestContext } from '../support/test.ts';
import { HELD, HeldEvents, parallelEvents } from './pool.ts';
import { playSchedule, stepsOf, type Finished } from './play-schedule.ts';
import {
  anySchedule,
  describeSchedule,
  everySchedule,
  restrictedTo,
  scheduleOf,
  widthOf,
  withOneLess,
  type Schedule,
} from './schedule.ts';

/** Polls that a runtime may open in the tests of schedules. */
const LIMIT = 16;
/** The events of a generated schedule. */
const EVENTS = 6;
/** The events of the long schedule. */
const LONG = { quick: 60, normal: 500, slow: 2000 };

test(
  'sends each result to the id of its own event',
  { ...covers('concurrency.results-not-mixed').against(parallelEvents), needs: HELD },
  async (t) => {
    const open = (): Promise<Sandbox> => t.fresh({ maxConcurrency: LIMIT });
    const width = await capacity(await open());
    if (width < 2) return t.inconclusive('The runtime runs one handler at a time, so nothing can be mixed.');
    const orders = [2, ...(t.pace === 'quick' ? [] : [3])].flatMap(everySchedule);
    const random = seededRandom(t.seed);
    const choices = Array.from({ length: stepsOf(LONG[t.pace]) }, () => Math.floor(random() * 1000));
    let mixed: Mixed | undefined;

    await forAll(
      t,
      'concurrency.results-not-mixed',
      anySchedule(EVENTS, width),
      {
        control: {
          value: [0, 0, 0, 1, 1, 1],
          requirement: 'next.request-id-used',
          code: 'result-of-another',
        },
        examples: [
          ...orders.filter((schedule) => widthOf(schedule) <= width),
          scheduleOf(LONG[t.pace], width, choices),
        ],
        weight: 0.2,
        show: describeSchedule,
        open,
        opensFirst: true,
        smaller: (schedule) => simpler(schedule, mixed),
      },
      async (sandbox, schedule) => {
        for await (const finished of playSchedule(await inPool(sandbox, open), schedule)) {
          const found = mixture(finished);
          if (found === undefined) continue;
          mixed = { inWork: finished.inWork, event: finished.event };
          return found;
        }
        return undefined;
      },
    );
  },
);

/** Where a result went wrong. */
interface Mixed {
  readonly event: number;
  readonly inWork: readonly number[];
}

/** First the event whose result was wrong with each of those that were in work, then any with one event less. */
function* simpler(schedule: Schedule, mixed: Mixed | undefined): Generator<Schedule> {
  const events = new Set(schedule);
  if (mixed !== undefined && events.size > 3) {
    const others = mixed.inWork.filter((other) => other !== mixed.event);
    for (const other of others) yield restrictedTo(schedule, [mixed.event, other]);
    for (const other of others) yield restrictedTo(schedule, [mixed.event, other, others[0] ?? other]);
  }
  yield* withOneLess(schedule);
}

function mixture({
  token,
  pending,
  result,
  event,
  inWork,
}: Finished):
  | { readonly code: 'result-of-another'; readonly expected: string; readonly actual: string }
  | undefined {
  const own =
    result !== undefined && result.requestId === pending.requestId && result.object?.['token'] === token;
  if (own) return undefined;
  const others = inWork.filter((other) => other !== event).map((other) => other + 1);
  const beside = others.length === 0 ? 'alone' : `with ${others.join(', ')} in work`;
  return {
    code: 'result-of-another',
    expected: `event ${event + 1} finishes, ${beside}: POST …/${pending.requestId}/response with ${token}`,
    actual:
      result === undefined
        ? 'no result'
        : `POST …/${result.requestId}/${result.kind} with ${result.text.slice(0, 200)}`,
  };
}

/** The sandbox of the search, or one in concurrent mode instead of the warm one. */
function inPool(sandbox: Sandbox, open: () => Promise<Sandbox>): Promise<Sandbox> {
  return sandbox.environment['AWS_LAMBDA_MAX_CONCURRENCY'] === undefined ? open() : Promise.resolve(sandbox);
}

/** How many handlers run at once. */
async function capacity(sandbox: Sandbox): Promise<number> {
  await using held = await HeldEvents.begin(sandbox, LIMIT);
  const { length } = held.running;
  await held.finish();
  return length;
}

test(
  'returns to each of many events at once its own payload',
  covers('concurrency.results-not-mixed').against(parallelEvents),
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: LIMIT });
    const events = Array.from({ length: LONG.quick }, (_, order) => ({ order, text: `payload-${order}` }));

    const outcomes = await Promise.all(events.map((event) => sandbox.deliver(event).outcome()));

    verifyOwn(t, events, outcomes);
  },
);

type Outcomes = readonly Awaited<ReturnType<ReturnType<Sandbox['deliver']>['outcome']>>[];

function verifyOwn(t: TestContext, events: readonly unknown[], outcomes: Outcomes): void {
  for (const [position, outcome] of outcomes.entries()) {
    const owner = events.findIndex((event) => isReturned(outcome, event));
    // Other requirements judge an event without a result, or with an altered one.
    if (owner === -1) continue;
    t.verify('concurrency.results-not-mixed', owner === position, {
      code: 'result-of-another',
      expected: `the response ${JSON.stringify(events[position])}`,
      actual: outcome.describe(),
    });
  }
}
