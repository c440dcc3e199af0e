/** The invocation id of a delivery, and the same id on its outcome. */
import { headerValues } from '../../harness/base/headers.ts';
import { invokeTimeout } from '../../harness/runtime-api/protocol/answers.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isErrorPost, isPoll, isResponsePost } from '../../harness/trace/calls.ts';
import type { Outcome } from '../../harness/trace/outcome.ts';
import { playSchedule } from '../concurrency/play-schedule.ts';
import { parallelEvents } from '../concurrency/pool.ts';
import { describeSchedule, everySchedule } from '../concurrency/schedule.ts';
import { ordinaryEvent, ordinaryFailure } from '../support/controls.ts';
import { invocationPostsSince } from '../support/requests.ts';
import { isServed } from '../support/returned.ts';
import { covers, test, type TestContext } from '../support/test.ts';

const HEADER = 'Lambda-Runtime-Invocation-Id';
/** It shares nothing with a request id. */
const FIRST = 'iid-first.0c7e55/x_y=';
const SECOND = 'iid-second~9b1d';

const NEVER_SENT = 'The runtime sends no invocation id.';

/** The values that an outcome carries, in order. */
function sentWith({ headers }: Outcome): string[] {
  return headerValues(headers, HEADER);
}

/** The values as evidence. */
function shown(values: readonly string[]): string {
  return values.length === 0 ? `no ${HEADER}` : values.map((value) => `${HEADER}: ${value}`).join(', ');
}

/** The values that its event did not ask for. An empty header may come back: it equals what was delivered. */
function unasked(outcome: Outcome, delivered: string | null): string[] {
  return sentWith(outcome).filter((value) => delivered === null || value !== '');
}

test(
  'sends the `Lambda-Runtime-Invocation-Id` it received with an event back, unchanged and once, on the /response of that invocation',
  covers('invocation-id.echoed', 'invocation-id.single').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    for (const invocationId of [FIRST, SECOND]) {
      const outcome = await sandbox.invoke({ order: 1 }, { invocationId });
      if (outcome.kind !== 'response') return t.inconclusive('The function failed.');
      const values = sentWith(outcome);
      t.verify('invocation-id.echoed', values.includes(invocationId), {
        code: values.length === 0 ? 'not-echoed' : 'wrong-value',
        expected: shown([invocationId]),
        actual: shown(values),
      });
      if (values.length === 0) {
        t.leaveUnjudged(['invocation-id.single'], 'not-applicable', NEVER_SENT);
        continue;
      }
      t.verify('invocation-id.single', values.length === 1, {
        code: 'sent-twice',
        expected: `${HEADER} once`,
        actual: shown(values),
      });
    }
  },
);

test(
  'sends the invocation id back on the /error of that invocation as well',
  covers('invocation-id.echoed-on-error').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();

    const outcome = await sandbox.invoke(
      { probe: 'throw', type: 'ProbeOops', message: 'oops' },
      { invocationId: FIRST },
    );

    if (outcome.kind !== 'error') return t.inconclusive('The runtime reports no failure.');
    const values = sentWith(outcome);
    t.verify('invocation-id.echoed-on-error', values.includes(FIRST), {
      code: values.length === 0 ? 'not-echoed' : 'wrong-value',
      expected: shown([FIRST]),
      actual: shown(values),
    });
  },
);

test(
  'sends no invocation id for an event that came without one, and never that of an earlier event',
  covers('invocation-id.absent-not-sent', 'invocation-id.never-stale').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    // Before any event with an id, nothing can be stale.
    for (const invocationId of [null, '']) {
      const outcome = await sandbox.invoke({ order: 1 }, { invocationId });
      t.verify('invocation-id.absent-not-sent', unasked(outcome, invocationId).length === 0, {
        code: 'sent-without-cause',
        expected: `no ${HEADER}, for an event with ${invocationId === null ? 'none' : 'an empty one'}`,
        actual: shown(sentWith(outcome)),
      });
    }

    const requestId = '33333333-aaaa-4bbb-8ccc-000000000003';
    let earlier: string | undefined;
    const deliveries = [
      { invocationId: FIRST, requestId },
      { invocationId: null },
      { invocationId: SECOND, requestId },
      { invocationId: '' },
      { invocationId: null, requestId },
      { invocationId: FIRST },
    ];
    for (const options of deliveries) {
      const outcome = await sandbox.invoke({ order: 2 }, options);
      const values = sentWith(outcome);
      const own = options.invocationId ?? '';
      const stale = values.find((value) => value !== own && [FIRST, SECOND].includes(value));
      if (earlier !== undefined) {
        t.verify('invocation-id.never-stale', stale === undefined, {
          code: 'stale',
          expected: own === '' ? `no ${HEADER}` : shown([own]),
          actual: `${shown(values)}; an event before had ${earlier}`,
        });
      }
      if (own === '' && stale === undefined)
        t.verify('invocation-id.absent-not-sent', unasked(outcome, options.invocationId).length === 0, {
          code: 'sent-without-cause',
          expected: `no ${HEADER}`,
          actual: shown(values),
        });
      if (own !== '') earlier = own;
    }
  },
);

test(
  'keeps invocation ids apart in concurrent mode',
  {
    ...covers('invocation-id.per-invocation-in-parallel').against(parallelEvents),
    needs: ['probe:hold'],
  },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: 4 });
    let isSent = false;
    for (const schedule of everySchedule(2)) {
      const ids = [FIRST, SECOND];
      // The Runtime API answers a wrong one with 410; the values on the wire are what counts.
      const steps = playSchedule(sandbox, schedule, (event) => ({
        options: { invocationId: ids[event] ?? null },
        ...(event === 1 ? { failsWith: 'held' } : {}),
      }));
      for await (const { event, result, inWork } of steps) {
        const own = ids[event];
        const values = result === undefined ? [] : sentWith(result);
        // Other requirements demand that it is sent at all.
        if (values.length === 0 || own === undefined) continue;
        isSent = true;
        const wrong = values.some((value) => value !== own);
        const kept = t.verify('invocation-id.per-invocation-in-parallel', !wrong, {
          code: 'id-of-another',
          expected: `${shown([own])} (${describeSchedule(schedule)})`,
          actual: `${shown(values)}, with ${inWork.length} events in work`,
        });
        if (!kept) return;
      }
    }
    if (!isSent) t.notApplicable(NEVER_SENT);
  },
);

test(
  'survives a 410 on a late result: it posts nothing more for that invocation and takes the next event',
  covers('invocation-id.gone-survived', 'invocation-id.retry-not-blind').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const failure = { probe: 'throw', type: 'ProbeOops', message: 'oops' };
    const events = t.smoke.actions.includes('throw') ? [{ order: 1 }, failure] : [{ order: 1 }];
    for (const event of events) if (!(await goesOn(t, sandbox, event))) return;
  },
);

/** Answers the result of an event with 410, and sees what follows. */
async function goesOn(t: TestContext, sandbox: Sandbox, event: object): Promise<boolean> {
  const from = sandbox.trace.length;
  const endpoint = 'probe' in event ? 'error' : 'response';
  sandbox.runtimeApi.faults.arm(endpoint, [{ fault: 'status', ...invokeTimeout() }]);
  const late = await sandbox.deliver(event, { invocationId: FIRST, settleable: false }).outcome();
  if (late.kind !== endpoint) {
    sandbox.runtimeApi.faults.clear();
    return t.inconclusive(`The result was not posted to /${endpoint}: ${late.describe()}.`);
  }
  await sandbox.trace.waitForOptional((entry) => isPoll(entry) || entry.kind === 'runtime-exited', {
    awaited: 'the next poll',
    from: sandbox.trace.entries.indexOf(late.request),
    limitMs: sandbox.limits.outcomeMs,
    endsWithRuntime: false,
  });
  const posts = invocationPostsSince(sandbox, from).filter(({ requestId }) => requestId === late.requestId);
  const [, again] = posts;
  const blind = again !== undefined && headerValues(again.headers, HEADER).length === 0;
  const isSame = late.kind === 'error' ? isErrorPost : isResponsePost;
  const repeated = again !== undefined && isSame(again);
  t.verify('invocation-id.retry-not-blind', !(blind && repeated && sentWith(late).length > 0), {
    code: 'sent-without-id',
    expected: 'no second post of the result after a 410',
    actual: again === undefined ? 'none' : `${again.method} ${again.target} without ${HEADER}`,
  });
  t.verify('invocation-id.gone-survived', again === undefined, {
    code: 'posts-again',
    expected: `one post for the invocation whose /${endpoint} was answered with 410`,
    actual: posts.map(({ method, target }) => `${method} ${target}`).join(', '),
  });
  const next = { order: 2 };
  const outcome = await sandbox.deliver(next, { invocationId: SECOND }).outcome();
  return t.verify('invocation-id.gone-survived', isServed(t, sandbox, outcome, next), {
    code: 'does-not-go-on',
    expected: `an event served after a 410 on /${endpoint}`,
    actual: outcome.describe(),
  });
}
