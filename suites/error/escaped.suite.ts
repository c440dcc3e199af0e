/** Failures that escape a `try` around the handler, and thrown values that are not errors. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { endedAsFailed, reaction } from '../support/reaction.ts';
import { isErrorReport, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { invocationPostsSince, line } from '../support/requests.ts';
import { ordinaryEvent, ordinaryFailure } from '../support/controls.ts';
import { missingFor } from '../../harness/test/needs.ts';
import { requirements } from '../requirements/index.ts';
import { covers, test } from '../support/test.ts';

/** A correct runtime may end after the report of a panic. */
const MAY_END = { mayEnd: true };
const PANIC = 'the probe panics: 7 of 9';
/** Delay of the late failure: its result has been posted long before. */
const LATE_MS = 50;

test(
  'reports a failure that escapes normal error handling before the process ends',
  {
    ...covers('error.uncaught-failure-reported', 'error.panic-message-kept').against(ordinaryFailure),
    // The message is judged only if the function keeps it.
    needs: ['probe:panic'],
  },
  async (t) => {
    const undeclared = missingFor(requirements['error.panic-message-kept'].needs, t.smoke);
    let sandbox = await t.warm();
    const variants = (await panicsOf(sandbox)).filter((variant) => variant !== 'value');

    for (const variant of variants.length === 0 ? [undefined] : variants) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const event = { probe: 'panic', variant, message: PANIC };
      const delivery = sandbox.deliver(event, MAY_END);
      const outcome = await delivery.outcome();
      const after = await reaction(sandbox, delivery);

      const counterexample = JSON.stringify(event);
      t.verify('error.uncaught-failure-reported', outcome.kind === 'error', {
        code: 'not-reported',
        expected: 'POST …/error for the invocation',
        actual: outcome.describe(),
        sandbox,
        counterexample,
      });
      if (outcome.kind !== 'error') continue;
      const message = outcome.object?.['errorMessage'];
      const kept = typeof message === 'string' && message.includes(PANIC);
      if (undeclared !== undefined) t.leaveUnjudged(['error.panic-message-kept'], 'not-testable', undeclared);
      else
        t.verify('error.panic-message-kept', kept, {
          code: 'message-lost',
          expected: `an errorMessage that contains "${PANIC}"`,
          actual: outcome.describe(),
          sandbox,
          counterexample,
        });
      t.verify('error.uncaught-failure-reported', after.kind === 'polled' || endedAsFailed(after), {
        code: 'neither-polls-nor-exits',
        expected: 'a new poll, or a non-zero exit',
        actual: `the runtime ${after.text}`,
        sandbox,
        counterexample,
      });
    }
  },
);

test(
  'makes a well-formed report of thrown values that are not errors',
  covers('error.non-error-values').against(ordinaryFailure),
  async (t) => {
    let sandbox = await t.warm();
    if (!(await panicsOf(sandbox)).includes('value')) {
      t.notTestable(
        'The probe function offers no variant of `panic` that throws a value that is not an error. If its language can, list `"value"` in `panics` of its answer to `describe`.',
      );
    }

    for (const thrown of values) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const event = { probe: 'panic', variant: 'value', ...thrown };
      const delivery = sandbox.deliver(event, MAY_END);
      const outcome = await delivery.outcome();
      await reaction(sandbox, delivery);

      const counterexample = JSON.stringify(event);
      const formed = t.verify('error.non-error-values', isErrorReport(outcome), {
        code: 'malformed-report',
        expected: WELL_FORMED_REPORT,
        actual: outcome.describe(),
        sandbox,
        counterexample,
      });
      if (!formed || outcome.kind === 'none' || !isTelling(thrown.value)) continue;
      t.verify('error.non-error-values', outcome.text.includes(String(thrown.value)), {
        code: 'value-lost',
        expected: `a report that contains ${String(thrown.value)}`,
        actual: outcome.describe(),
        sandbox,
        counterexample,
      });
    }
  },
);

test(
  'posts no error for an invocation whose response has already been accepted',
  covers('response.late-failure-not-posted').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const delivery = sandbox.deliver({ probe: 'late-failure', ms: LATE_MS }, MAY_END);
    const outcome = await delivery.outcome();
    if (outcome.kind !== 'response') {
      return t.inconclusive(`The failure came before the result: ${outcome.describe()}.`);
    }
    const accepted = await sandbox.trace.expect(
      (entry) => entry.kind === 'reply-completed' && entry.exchange === outcome.request.exchange,
      {
        awaited: 'the reply to the result',
        from: delivery.from,
        limitMs: t.limits.outcomeMs,
      },
    );
    const from = sandbox.trace.entries.indexOf(accepted);
    const stray = (): EntryOf<'request'> | undefined =>
      invocationPostsSince(sandbox, from).find(({ requestId }) => requestId === delivery.requestId);
    await sandbox.trace.waitForOptional(() => stray() !== undefined, {
      awaited: 'a further post',
      from,
      limitMs: LATE_MS + t.limits.quietMs,
    });
    // With a single connection, a further post must wait until the poll has been answered.
    if (stray() === undefined && sandbox.process.running)
      await sandbox.deliver({ n: 1 }, { settleable: false }).outcome();

    const late = stray();
    t.verifyAbsence('response.late-failure-not-posted', late === undefined, {
      code: 'late-failure-posted',
      expected: 'no further post for the invocation',
      actual: late === undefined ? '' : line(late),
    });
  },
);

/** Without a value and a message, `panic` throws `undefined`. */
const values: readonly { readonly value?: unknown }[] = [
  { value: 'text' },
  { value: '' },
  { value: 42 },
  { value: false },
  { value: null },
  {},
  { value: { code: 7 } },
  { value: ['list'] },
];

/** Whether the report has to show the value: a text or a number is all that its author has said. */
function isTelling(value: unknown): value is string | number {
  return value === 'text' || value === 42;
}

/** The variants of `panic` that the probe function lists. */
async function panicsOf(sandbox: Sandbox): Promise<string[]> {
  const listed = (await sandbox.invoke({ probe: 'describe' })).object?.['panics'];
  return Array.isArray(listed) ? listed.filter((variant) => typeof variant === 'string') : [];
}
