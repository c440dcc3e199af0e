/** What a handler sees and does while others are in work. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { clientContextWith, COGNITO_IDENTITY } from '../support/caller-headers.ts';
import { isReturned } from '../support/returned.ts';
import { isNothing, isObject, type Shown } from '../support/shown-context.ts';
import { covers, test, type TestContext } from '../support/test.ts';
import { playSchedule } from './play-schedule.ts';
import { HELD, HeldEvents, oneAtATime, parallelEvents, concurrentEvent, WORKERS } from './pool.ts';
import { describeSchedule, everySchedule } from './schedule.ts';

const AT_ONCE = { ...covers('concurrency.parallel-processing').against(concurrentEvent), needs: HELD };

test(
  'has at least two events in work at once when AWS_LAMBDA_MAX_CONCURRENCY is above 1 and the handlers allow it',
  AT_ONCE,
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    await using held = await HeldEvents.begin(sandbox, WORKERS);

    t.verify('concurrency.parallel-processing', held.running.length >= 2, () => oneAtATime(held));
  },
);

/** Headers of an event that are distinct from those of every other. */
interface OwnHeaders {
  readonly traceId: string;
  readonly invokedFunctionArn: string;
  readonly deadlineMs: number;
  readonly clientContext: string;
  readonly cognitoIdentity: string;
}

function ownHeaders(event: number): OwnHeaders {
  return {
    traceId: `Root=1-5759e988-00000000000000000000000${event};Parent=000000000000000${event};Sampled=1`,
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:orders:alias-${event}`,
    deadlineMs: Date.now() + 100_000 + event * 1000,
    clientContext: clientContextWith({ key: `client-${event}` }),
    cognitoIdentity: JSON.stringify({ ...COGNITO_IDENTITY, cognitoIdentityId: `identity-${event}` }),
  };
}

test(
  'keeps ARN, deadline, trace and client context per invocation',
  { ...covers('concurrency.context-per-invocation').against(parallelEvents), needs: HELD },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    await using pool = await atLeastTwo(t, sandbox);
    await pool.finish();

    for (const schedule of everySchedule(2)) {
      const sent = [ownHeaders(1), ownHeaders(2)];
      const steps = playSchedule(sandbox, schedule, (event) => ({ options: sent[event] ?? {} }));
      for await (const { event, pending, result } of steps) {
        const headers = sent[event];
        if (headers === undefined) continue;
        for (const moment of ['first', 'second'] as const) {
          const shown = result?.object?.[moment];
          if (!isObject(shown)) continue;
          const wrong = strangerIn(shown, { ...headers, requestId: pending.requestId });
          t.verify('concurrency.context-per-invocation', wrong === undefined, () => ({
            code: 'value-of-another',
            expected: `event ${event + 1} sees its own ${wrong?.member}: ${wrong?.own} (${describeSchedule(schedule)})`,
            actual: `${wrong?.member}: ${wrong?.text}`,
          }));
        }
      }
    }
  },
);

/** A member of the context that is there and not the own one. */
function strangerIn(
  shown: Shown,
  own: OwnHeaders & { readonly requestId: string },
): { readonly member: string; readonly own: string; readonly text: string } | undefined {
  const expected = [
    ['requestId', own.requestId],
    ['invokedFunctionArn', own.invokedFunctionArn],
    ['deadlineMs', String(own.deadlineMs)],
    ['traceId', own.traceId],
    ['clientContext', /client-\d/.exec(own.clientContext)?.[0] ?? ''],
    ['cognitoIdentity', /identity-\d/.exec(own.cognitoIdentity)?.[0] ?? ''],
  ] as const;
  for (const [member, value] of expected) {
    const got = shown[member];
    if (isNothing(got)) continue;
    const text = typeof got === 'string' ? got : JSON.stringify(got);
    if (!text.includes(value)) return { member, own: value, text };
  }
  return undefined;
}

test(
  'lets a worker that has finished poll again although others are busy',
  { ...covers('concurrency.workers-independent').against(parallelEvents), needs: HELD },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    await using held = await HeldEvents.begin(sandbox, 1);
    if (held.running.length === 0) return t.inconclusive('The handler of the held event did not start.');

    // More than there are workers, one after the other.
    for (let order = 1; order <= WORKERS + 2; order += 1) {
      const event = { order };
      const outcome = await sandbox.deliver(event).outcome();
      const served = t.verify('concurrency.workers-independent', isReturned(outcome, event), {
        code: 'blocked-by-busy-worker',
        expected: `the result of event ${order} of ${WORKERS + 2} while another handler runs`,
        actual: outcome.describe(),
      });
      if (!served) return;
    }
  },
);

test(
  'reports a failing invocation without disturbing the others',
  { ...covers('concurrency.failure-contained').against(parallelEvents), needs: ['probe:hold,throw'] },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    // One only: a runtime may have fewer workers than the limit, and the failing event needs another one.
    await using held = await HeldEvents.begin(sandbox, 1);
    if (held.running.length === 0) return t.inconclusive('No handler of the held events started.');

    const failed = await sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message: 'oops' }).outcome();
    t.verify('concurrency.failure-contained', failed.kind === 'error', {
      code: 'not-reported',
      expected: `POST …/error for the failing event, with ${held.running.length} others in work`,
      actual: failed.describe(),
    });

    const { running } = held;
    held.release(running);
    for (const event of running) {
      const outcome = await held.delivered[event]?.outcome();
      const own = outcome?.kind === 'response' && outcome.object?.['token'] === held.token(event);
      t.verify('concurrency.failure-contained', own, {
        code: 'others-disturbed',
        expected: `the response of each of the ${running.length} events beside it`,
        actual: outcome?.describe() ?? 'nothing',
      });
      if (!own) return;
    }
  },
);

test(
  'runs the static code of the function at most once per worker',
  { ...covers('concurrency.init-once-per-process').against(parallelEvents), needs: HELD },
  async (t) => {
    const sandbox = await t.fresh({ maxConcurrency: WORKERS });
    const boots = new Set<unknown>();
    const workers = new Set<unknown>();
    let events = 0;
    for (const round of [1, 2, 3]) {
      await using held = await HeldEvents.begin(sandbox, WORKERS);
      const { running } = held;
      if (running.length === 0) return t.inconclusive(`No handler started in round ${round}.`);
      held.release(running);
      for (const event of running) {
        const outcome = await held.delivered[event]?.outcome();
        const { bootId, worker } = (outcome?.kind === 'response' && outcome.object) || {};
        if (bootId === undefined) continue;
        events += 1;
        boots.add(bootId);
        workers.add(worker);
      }
      for (const { requestId } of held.delivered) sandbox.runtimeApi.withdraw(requestId);
    }

    const most = Math.max(WORKERS, workers.size);
    if (events <= most) return t.inconclusive(`Only ${events} events came back.`);
    t.verify('concurrency.init-once-per-process', boots.size <= most, {
      code: 'loaded-again',
      expected: `at most ${most} boot ids, for ${most} workers`,
      actual: `${boots.size} boot ids in ${events} events`,
    });
  },
);

/** Held events of which at least two are in work; otherwise the test ends. */
async function atLeastTwo(t: TestContext, sandbox: Sandbox): Promise<HeldEvents> {
  const held = await HeldEvents.begin(sandbox, 2);
  if (held.running.length >= 2) return held;
  await held[Symbol.asyncDispose]();
  return t.inconclusive('The runtime runs one handler at a time.');
}
