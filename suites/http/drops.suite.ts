/** Connections that drop during a poll, an event or a result. */
import { isPoll, isResponsePost } from '../../harness/trace/calls.ts';
import {
  endOf,
  failed,
  invocationPostsSince,
  line,
  pollOrPostSince,
  pollsSince,
} from '../support/requests.ts';
import type { Closing, Fault } from '../../harness/runtime-api/invocations/faults.ts';
import { startsSlowly } from '../../harness/sandbox/limits.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, RawEvent, test, type TestContext } from '../support/test.ts';
import { isServed } from '../support/returned.ts';
import { seeWhileBusy } from '../support/see-while-busy.ts';

/** More attempts than this count as a loop. */
const MOST_TRIES = 10;

/** The first half is complete JSON, so that only the length shows that the rest is missing. */
const TRUNCATED = `{"truncated":"${'x'.repeat(100)}"}${' '.repeat(200)}`;

test(
  'never gives a truncated event to the handler',
  {
    ...covers('http.truncated-event-dropped').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const cuts: Fault[][] = [
      [{ fault: 'truncate', bodyBytes: TRUNCATED.length / 2, closing: 'end' }],
      [
        { fault: 'chunked', sizes: [120, 1000] },
        { fault: 'truncate', bodyBytes: 140, closing: 'end' },
      ],
    ];
    await Promise.all(
      cuts.map(async (faults) => {
        const sandbox = await t.warm();
        const from = sandbox.trace.length;
        // Later polls get the same event, truncated again.
        const delivery = sandbox.deliver(new RawEvent(TRUNCATED), { settleable: false, faults });
        await delivery.delivered();

        const response = await seeWhileBusy(sandbox, (entry) => isResponsePost(entry, delivery.requestId), {
          awaited: 'a response',
          from,
          limitMs: t.limits.quietMs,
        });

        t.verifyAbsence('http.truncated-event-dropped', response === undefined, {
          code: 'truncated-event-used',
          expected: 'no response for an event whose connection ended before its announced length',
          actual: `a response to ${delivery.requestId}`,
          sandbox,
        });
      }),
    );
  },
);

test(
  'meets a connection that drops while it waits in `next` by a non-zero exit or a bounded re-poll',
  {
    ...covers('http.drop-while-polling').against(ordinaryEvent),
    endsItsProcess: true,
  },
  async (t) => {
    const drops: [first: Closing, later: Closing][] = [
      ['end', 'reset'],
      ['reset', 'end'],
    ];
    await Promise.all(
      drops.map(async ([first, later]) => {
        const dropped = await t.start({
          prepare: ({ faults }) => faults.arm('next', [{ fault: 'drop-before-reply', closing: first }]),
        });
        await dropped.ready();
        await afterDrop(t, dropped, dropped.trace.entries.findIndex(isPoll) + 1, 'first');

        const sandbox = dropped.warm ? dropped : await t.warm();
        const from = sandbox.trace.length;
        sandbox.runtimeApi.dropBlockedPolls(later);
        await afterDrop(t, sandbox, from, 'later');
      }),
    );
  },
);

/** Judges what follows a dropped poll: a non-zero exit, or another poll that is served. */
async function afterDrop(
  t: TestContext,
  sandbox: Sandbox,
  from: number,
  which: 'first' | 'later',
): Promise<void> {
  const again = await pollOrPostSince(sandbox, from);
  const [post] = invocationPostsSince(sandbox, from);
  t.verifyAbsence('http.drop-while-polling', post === undefined, {
    code: 'drop-taken-as-event',
    expected: 'no result after a poll that was dropped without a byte',
    actual: post === undefined ? 'none' : line(post),
    sandbox,
  });
  if (post !== undefined) return;

  const exit = sandbox.process.running ? undefined : await sandbox.trace.waitForExit(sandbox.limits.exitMs);
  if (exit !== undefined) {
    t.verify('http.drop-while-polling', failed(exit), {
      code: 'exits-with-0',
      expected: 'a non-zero exit, or another poll',
      actual: `${endOf(sandbox)}, after its ${which} poll was dropped`,
      sandbox,
    });
    return;
  }
  const event = { after: 'a drop' };
  const outcome = again === undefined ? undefined : await sandbox.deliver(event).outcome();
  await sandbox.waitForPoll();
  const polls = pollsSince(sandbox, from).length;
  t.verify(
    'http.drop-while-polling',
    outcome !== undefined && isServed(t, sandbox, outcome, event) && polls <= MOST_TRIES,
    {
      code: 'does-not-resume',
      expected: 'a non-zero exit, or another poll that is served',
      actual:
        outcome === undefined
          ? `no further poll after the ${which} one was dropped`
          : `${polls} polls; ${outcome.describe()}`,
      sandbox,
    },
  );
}

/** Large enough that the drop happens during its upload. */
const LONG_RESULT = { text: 'x'.repeat(100_000) };

test(
  'meets a connection that drops during a result POST by a few repeats at most, without running the handler again',
  {
    ...covers('http.drop-while-posting').against(ordinaryEvent),
    endsItsProcess: true,
    concurrency: 'unbounded',
  },
  async (t) => {
    // Side by side, since a runtime may wait before it repeats.
    await Promise.all([dropsResults(t), ...(t.smoke.actions.includes('throw') ? [dropsReports(t)] : [])]);
  },
);

/** A POST that is dropped so many times. */
interface Drop {
  readonly event: unknown;
  readonly fault: Fault;
  readonly times: number;
}

const inBody: Fault = { fault: 'drop-in-body', bodyBytes: 1, closing: 'reset' };
const beforeReply: Fault = { fault: 'drop-before-reply', closing: 'reset' };
const atEveryTry: Pick<Drop, 'fault' | 'times'> = {
  fault: { fault: 'drop-before-reply', closing: 'end' },
  times: Infinity,
};

async function dropsResults(t: TestContext): Promise<void> {
  await inTurn(
    t,
    [
      { event: LONG_RESULT, fault: inBody, times: 1 },
      { event: { dropped: 'before the reply' }, fault: beforeReply, times: 1 },
    ],
    { event: { dropped: 'always' }, ...atEveryTry },
    codes,
  );
}

async function dropsReports(t: TestContext): Promise<void> {
  await inTurn(
    t,
    [
      { event: failing('m'.repeat(100_000)), fault: inBody, times: 1 },
      { event: failing('before the reply'), fault: beforeReply, times: 1 },
    ],
    { event: failing('always'), ...atEveryTry },
    failingCodes,
  );
}

function failing(message: string): unknown {
  return { probe: 'throw', type: 'ProbeOops', message };
}

/** Drops one POST after the other, and every try of the last one; beside the others, where a start takes little. */
async function inTurn(t: TestContext, drops: readonly Drop[], last: Drop, named: Codes): Promise<void> {
  const sandbox = await t.warm();
  const dropEach = async (): Promise<void> => {
    for (const drop of drops) {
      // A runtime that ends at one drop need not show a second one.
      if (!sandbox.process.running || !(await goesOn(t, sandbox, drop, named))) break;
    }
  };
  const dropLast = async (using: Sandbox): Promise<unknown> => goesOn(t, using, last, named);
  if (startsSlowly(t.smoke)) {
    await dropEach();
    await dropLast(sandbox.warm ? sandbox : await t.warm());
  } else await Promise.all([dropEach(), t.warm().then(dropLast)]);
}

const codes = { endless: 'endless-retries', stops: 'does-not-go-on', reruns: 'handler-rerun' } as const;

/** The same for error reports. */
const failingCodes = {
  endless: 'error-endless-retries',
  stops: 'error-does-not-resume',
  reruns: 'error-handler-rerun',
} as const;

type Codes = typeof codes | typeof failingCodes;

/** Drops the POSTs of one invocation. Returns whether the runtime continued with the next one. */
async function goesOn(
  t: TestContext,
  sandbox: Sandbox,
  { event, fault, times }: Drop,
  named: Codes,
): Promise<boolean> {
  const before = await servedSoFar(t, sandbox);
  const from = sandbox.trace.length;
  const delivery = sandbox.deliver(event, { settleable: false });

  sandbox.runtimeApi.faults.arm('any', [fault], {
    times,
    when: ({ requestId }) => requestId === delivery.requestId,
  });
  await delivery.delivered();
  const tries = (): number =>
    invocationPostsSince(sandbox, from).filter(({ requestId }) => requestId === delivery.requestId).length;

  await sandbox.trace.waitForOptional((entry) => (isPoll(entry) && tries() > 0) || tries() > MOST_TRIES, {
    awaited: 'the next poll',
    from,
    limitMs: t.limits.outcomeMs,
  });
  sandbox.runtimeApi.faults.clear();

  t.verifyAbsence('http.drop-while-posting', tries() <= MOST_TRIES, {
    code: named.endless,
    expected: `at most ${MOST_TRIES} attempts`,
    actual: `${tries()} attempts or more`,
    sandbox,
  });
  if (tries() > MOST_TRIES || !sandbox.process.running) return false;

  const after = await servedSoFar(t, sandbox);
  const repeated = typeof before === 'number' && typeof after === 'number' ? after - before - 2 : 0;
  return t.verify('http.drop-while-posting', after !== undefined && repeated <= 0, {
    code: after === undefined ? named.stops : named.reruns,
    expected: 'the next event is served, or the process ends',
    actual: after === undefined ? endOf(sandbox) : `the handler ran ${repeated + 1} times`,
    sandbox,
  });
}

/** The number of events served, this one included; `served` if the function does not count. */
async function servedSoFar(t: TestContext, sandbox: Sandbox): Promise<number | 'served' | undefined> {
  const counts = t.smoke.grade === 'probe' && t.smoke.actions.includes('state');
  const outcome = await sandbox.deliver(counts ? { probe: 'state' } : { served: true }).outcome();
  if (outcome.kind === 'none') return undefined;
  await sandbox.waitForPoll();
  const count = counts ? outcome.object?.['count'] : undefined;
  return typeof count === 'number' ? count : 'served';
}
