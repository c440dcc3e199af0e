/** Legal but unusual replies: interim responses, repeated or missing headers, a late close. */
import { createGate, type Fault, type HeaderEdit } from '../../harness/runtime-api/invocations/faults.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { endsPoll, isEndOfConnection } from '../../harness/trace/calls.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { limitFor } from '../support/limit-for.ts';
import { covers, test, type CodeOf, type RequirementId, type TestContext } from '../support/test.ts';
import { chargeWrongResult, isReturned, isServed } from '../support/returned.ts';
import { usableSandbox } from '../support/usable-sandbox.ts';

test('skips interim 1xx replies', covers('http.interim-replies').against(ordinaryEvent), async (t) => {
  let sandbox = await t.warm();
  const interim: Fault[] = [{ fault: 'interim', statuses: [100, 103] }];

  for (const before of ['the event', 'the reply to the result']) {
    sandbox = await usableSandbox(t, sandbox);
    if (before !== 'the event') {
      sandbox.runtimeApi.faults.arm('any', interim, { when: ({ requestId }) => requestId !== undefined });
    }
    await twoServed(t, sandbox, 'http.interim-replies', {
      faults: before === 'the event' ? interim : [],
      code: 'interim-taken-as-final',
      expected: `this event and the next one served, with 100 and 103 before ${before}`,
      due: 'event',
    });
  }
  if (t.smoke.actions.includes('throw')) await judgeErrorReply(t, await usableSandbox(t, sandbox), interim);
});

/** The same before the reply to an error report. */
async function judgeErrorReply(t: TestContext, sandbox: Sandbox, interim: readonly Fault[]): Promise<void> {
  sandbox.runtimeApi.faults.arm('error', interim);
  const failed = await sandbox.deliver({ probe: 'throw', type: 'Oops', message: 'm' }).outcome();
  const next = { after: 'a failure' };
  const outcome = await sandbox.deliver(next).outcome();
  sandbox.runtimeApi.faults.clear();
  // Other requirements judge a failure that is not reported.
  if (failed.kind !== 'error') return;
  t.verify('http.interim-replies', isServed(t, sandbox, outcome, next), {
    code: 'interim-after-error',
    expected: 'the next event served, with 100 and 103 before the reply to an error report',
    actual: outcome.describe(),
    sandbox,
  });
}

/** Headers whose repeats a client may join, list or overwrite; never the request id. */
const repeatable = ['Lambda-Runtime-Trace-Id', 'Lambda-Runtime-Invoked-Function-Arn', 'Content-Type', 'Date'];

test(
  'survives a reply that repeats a header',
  covers('http.repeated-headers').against(ordinaryEvent),
  async (t) => {
    let sandbox = await t.warm();

    for (const name of repeatable) {
      for (const value of ['again', '']) {
        sandbox = await usableSandbox(t, sandbox);
        const edits: HeaderEdit[] = [{ edit: 'add', name, value }];
        await twoServed(t, sandbox, 'http.repeated-headers', {
          faults: [{ fault: 'headers', edits }],
          code: 'not-survived',
          expected: `an outcome although ${name} is repeated as ${JSON.stringify(value)}`,
          due: 'outcome',
        });
      }
    }
  },
);

test(
  'accepts an event without a Content-Type',
  covers('http.no-content-type-on-event').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const edits: HeaderEdit[] = [{ edit: 'remove', name: 'Content-Type' }];
    await twoServed(t, sandbox, 'http.no-content-type-on-event', {
      faults: [{ fault: 'headers', edits }],
      code: 'not-served',
      expected: 'the event accepted although it has no Content-Type',
      // A runtime may pass it on as text or bytes.
      due: 'response',
    });
  },
);

interface Delivered<Id extends RequirementId> {
  readonly faults: readonly Fault[];
  readonly code: CodeOf<Id>;
  readonly expected: string;
  /** What is due for the event itself; the next one must come back. */
  readonly due: 'event' | 'response' | 'outcome';
}

/** Delivers an event with these faults, then one without. */
async function twoServed<Id extends RequirementId>(
  t: TestContext,
  sandbox: Sandbox,
  id: Id,
  what: Delivered<Id>,
): Promise<void> {
  const { faults, code, expected } = what;
  const evidence = { code, expected };
  for (const n of [1, 2]) {
    const outcome = await sandbox.deliver({ n }, n === 1 ? { faults, settleable: false } : {}).outcome();
    const due = t.smoke.grade === 'opaque' ? 'outcome' : n === 1 ? what.due : 'event';
    const served =
      due === 'event'
        ? chargeWrongResult(t, sandbox, outcome, { n })
        : outcome.kind === 'response' || (due === 'outcome' && outcome.kind === 'error');
    const holds = t.verify(id, served, {
      ...evidence,
      actual: `for the ${n === 1 ? 'event itself' : 'next event'}: ${outcome.describe()}`,
      sandbox,
    });
    if (!holds) return;
  }
}

/** AWS's emulator truncates events at this size. */
const MAXIMUM_EVENT_BYTES = 6_291_556;

test(
  'receives events up to the documented quota of 6 MB',
  covers('http.maximum-event').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const frame = JSON.stringify({ text: '' }).length;
    const event = { text: 'x'.repeat(MAXIMUM_EVENT_BYTES - frame) };
    // A runtime that adds a blank exceeds the limit for results; only the event is judged here.
    sandbox.runtimeApi.faults.arm('response', [{ fault: 'status', status: 202, body: '{"status":"OK"}\n' }]);

    const outcome = await sandbox.deliver(event, { limitMs: limitFor(t, MAXIMUM_EVENT_BYTES) }).outcome();

    const whole = isReturned(outcome, event);
    t.verify('http.maximum-event', whole, {
      code: 'event-incomplete',
      expected: `the event of ${MAXIMUM_EVENT_BYTES} bytes returned`,
      actual: outcome.describe(),
    });
  },
);

test(
  'is not disturbed when an old connection closes late, after a new one is already in use',
  covers('http.late-close-harmless').against(ordinaryEvent),
  async (t) => {
    let sandbox = await t.warm();
    let late = 0;

    for (const closing of ['end', 'reset'] as const) {
      sandbox = await usableSandbox(t, sandbox);
      const gate = createGate();
      const fault: Fault = { fault: 'close-after-reply', announced: true, closing, gate };
      sandbox.runtimeApi.faults.arm('any', [fault], { when: ({ requestId }) => requestId !== undefined });
      let old;
      let poll;
      try {
        const outcome = await sandbox.invoke({ closes: 'late' });
        old = outcome.request.connection;
        poll = await sandbox.trace.nextPoll(
          sandbox.trace.entries.indexOf(outcome.request),
          sandbox.limits.outcomeMs,
        );
        if (poll.connection === old)
          t.inconclusive('The runtime polls on the connection that the test closes.');
      } finally {
        gate.open();
      }
      if (sandbox.trace.entries.some((entry) => isEndOfConnection(entry, old))) continue;

      late += 1;
      await afterLateClose(t, sandbox, poll, closing);
    }

    if (late === 0) {
      t.notApplicable('The runtime closes such connections itself, so they cannot close late.');
    }
  },
);

/** The poll that was blocked when the old connection closed stays open and gets its event. */
async function afterLateClose(
  t: TestContext,
  sandbox: Sandbox,
  poll: EntryOf<'request'>,
  closing: string,
): Promise<void> {
  const from = sandbox.trace.length;
  const disturbed = await sandbox.trace.waitForOptional(endsPoll(poll), {
    awaited: 'another poll',
    from,
    limitMs: t.limits.quietMs,
  });
  const evidence = {
    code: 'connection-disturbed',
    expected: 'the poll on the new connection stays open, and its event is served',
    sandbox,
  } as const;
  const waits = t.verifyAbsence('http.late-close-harmless', disturbed === undefined, {
    ...evidence,
    actual: `after a late ${closing}: the runtime abandoned the poll on the new connection`,
  });
  const outcome = await sandbox.deliver({ after: 'a late close' }).outcome();
  if (!waits) return;
  t.verify('http.late-close-harmless', outcome.kind !== 'none', {
    ...evidence,
    actual: `after a late ${closing}: ${outcome.describe()}`,
  });
}
