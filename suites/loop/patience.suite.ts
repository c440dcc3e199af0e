import { isPoll } from '../../harness/trace/calls.ts';
import { createGate } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import { endOf, pollsSince } from '../support/requests.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { isServed } from '../support/returned.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** Length of the freeze. Lambda freezes idle environments for minutes; client timeouts start at 30 s. */
const FREEZES_MS = { quick: [1000], normal: [6000], slow: [35_000, 110_000] };

test(
  'survives a freeze while it waits in `next`',
  { ...covers('loop.survives-freeze').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    await Promise.all(
      FREEZES_MS[t.pace].flatMap((frozenMs) => [
        freezes(t, frozenMs, 'while it is frozen'),
        freezes(t, frozenMs, 'after the thaw'),
      ]),
    );
  },
);

async function freezes(
  t: TestContext,
  frozenMs: number,
  answered: 'while it is frozen' | 'after the thaw',
): Promise<void> {
  const sandbox = await t.warm();
  const from = sandbox.trace.length;

  sandbox.process.freeze();
  await sandbox.trace.sleep(frozenMs / 2);
  const event = { frozen: answered };
  const early = answered === 'while it is frozen' ? sandbox.deliver(event) : undefined;
  await sandbox.trace.sleep(frozenMs / 2);
  sandbox.process.thaw();
  // A client whose timeout expired during the freeze reacts now.
  if (early === undefined) await sandbox.trace.sleep(t.limits.quietMs);
  const delivery = early ?? sandbox.deliver(event);
  const outcome = await delivery.outcome();

  const post =
    outcome.kind === 'none' ? sandbox.trace.length : sandbox.trace.entries.indexOf(outcome.request);
  const repeated = pollsSince(sandbox, from).filter((poll) => sandbox.trace.entries.indexOf(poll) < post);
  const evidence = {
    code: 'does-not-resume',
    expected: `the event, sent ${answered}, is processed without a second poll`,
    sandbox,
  } as const;
  const processed = t.verify('loop.survives-freeze', isServed(t, sandbox, outcome, event), {
    ...evidence,
    actual: `after ${frozenMs / 1000} s of freeze: ${outcome.describe()}`,
  });
  if (!processed) return;
  t.verifyAbsence('loop.survives-freeze', repeated.length === 0, {
    ...evidence,
    actual: `after ${frozenMs / 1000} s of freeze: ${repeated.length} further polls before the outcome`,
  });
}

/** The duration of the freezes around a result. */
const AFTER_POST_MS = { quick: 500, normal: 2500, slow: 35_000 };

test(
  'survives a freeze right after it has posted a result, before the reply is read, and between invocations',
  { ...covers('loop.survives-freeze-after-post').against(ordinaryEvent), concurrency: 'unbounded' },
  async (t) => {
    await Promise.all([
      freezesAfterPost(t, 'before the reply is sent'),
      freezesAfterPost(t, 'before the reply is read'),
      freezesAfterPost(t, 'behind the reply'),
    ]);
  },
);

type Moment = 'before the reply is sent' | 'before the reply is read' | 'behind the reply';

async function freezesAfterPost(t: TestContext, moment: Moment): Promise<void> {
  const sandbox = await t.warm();
  const gate = createGate();
  sandbox.runtimeApi.faults.arm('any', [{ fault: 'hold', gate }], {
    when: ({ requestId }) => requestId !== undefined,
  });
  const { request } = await sandbox.invoke({ frozen: moment });
  const from = sandbox.trace.entries.indexOf(request);
  if (moment === 'behind the reply') gate.open();
  else sandbox.process.freeze();
  if (moment === 'before the reply is read') gate.open();
  if (moment !== 'before the reply is sent') await replied(sandbox, request.exchange);
  if (moment === 'behind the reply') sandbox.process.freeze();
  await sandbox.trace.sleep(AFTER_POST_MS[t.pace]);
  sandbox.process.thaw();
  if (moment === 'before the reply is sent') {
    await sandbox.trace.sleep(t.limits.quietMs);
    gate.open();
  }

  const poll = await sandbox.trace.waitForOptional(isPoll, {
    awaited: 'the next poll',
    from,
    limitMs: t.limits.outcomeMs,
  });
  const event = { thawed: true };
  const outcome = poll === undefined ? undefined : await sandbox.deliver(event).outcome();

  const resumed = outcome !== undefined && isServed(t, sandbox, outcome, event);
  t.verify('loop.survives-freeze-after-post', resumed, {
    code: 'does-not-resume',
    expected: `the next event served, after ${AFTER_POST_MS[t.pace] / 1000} s of freeze ${moment}`,
    actual:
      outcome === undefined
        ? `${moment}: no poll, and ${endOf(sandbox)}`
        : `${moment}: ${outcome.describe()}`,
    sandbox,
  });
}

async function replied(sandbox: Sandbox, exchange: number): Promise<void> {
  const sent = (entry: Entry): boolean => entry.kind === 'reply-completed' && entry.exchange === exchange;
  await sandbox.trace.expect(sent, { awaited: 'the end of our reply', limitMs: sandbox.limits.outcomeMs });
}
