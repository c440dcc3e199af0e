/** Failures that a `try` around the handler does not see, and values that are no errors. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { endedAsFailed, reaction } from '../support/reaction.ts';
import { isErrorReport, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { invocationPostsSince, line } from '../support/requests.ts';
import { covers, test } from '../support/test.ts';

/** A correct runtime may end after the report of a panic. */
const MAY_END = { settleable: false };
const PANIC = 'the probe panics: 7 of 9';
/** When the failure comes that nobody waits for. Its result has long been posted then. */
const LATE_MS = 50;

test(
  'reports a failure that escapes normal error handling before the process ends',
  covers('error.uncaught-failure-reported', 'error.panic-message-kept'),
  async (t) => {
    let sandbox = await t.warm();
    const variants = (await panicsOf(sandbox)).filter((variant) => variant !== 'value');

    for (const variant of variants.length === 0 ? [undefined] : variants) {
      if (!sandbox.process.running) sandbox = await t.fresh();
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
      t.verify('error.panic-message-kept', typeof message === 'string' && message.includes(PANIC), {
        code: 'message-lost',
        expected: `an errorMessage that contains "${PANIC}"`,
        actual: outcome.describe(),
        sandbox,
        counterexample,
      });
      t.verify('error.uncaught-failure-reported', after.kind === 'polled' || endedAsFailed(after), {
        code: 'neither-polls-nor-exits',
        expected: 'a new poll, or an end with a code other than 0',
        actual: `the runtime ${after.text}`,
        sandbox,
        counterexample,
      });
    }
  },
);

test(
  'makes a well-formed report of thrown values that are not errors',
  covers('error.non-error-values'),
  async (t) => {
    let sandbox = await t.warm();
    if (!(await panicsOf(sandbox)).includes('value')) {
      t.notTestable(
        'The probe function offers no variant of `panic` that fails with a value that is no error.',
      );
    }

    for (const thrown of values) {
      if (!sandbox.process.running) sandbox = await t.fresh();
      const event = { probe: 'panic', variant: 'value', ...thrown };
      const delivery = sandbox.deliver(event, MAY_END);
      const outcome = await delivery.outcome();
      await reaction(sandbox, delivery);

      t.verify('error.non-error-values', isErrorReport(outcome), {
        code: 'malformed-report',
        expected: WELL_FORMED_REPORT,
        actual: outcome.describe(),
        sandbox,
        counterexample: JSON.stringify(event),
      });
    }
  },
);

test(
  'posts no error for an invocation whose response has already been accepted',
  covers('response.late-failure-not-posted'),
  async (t) => {
    const sandbox = await t.warm();

    const delivery = sandbox.deliver({ probe: 'late-failure', ms: LATE_MS }, MAY_END);
    const outcome = await delivery.outcome();
    if (outcome.kind !== 'response') {
      return t.inconclusive(`The result came no sooner than the failure: ${outcome.describe()}.`);
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
      awaited: 'a post too many',
      from,
      limitMs: LATE_MS + t.limits.quietMs,
    });
    // With one connection only, it has to wait until the poll has been answered.
    if (stray() === undefined && sandbox.process.running) await sandbox.deliver({ n: 1 }, MAY_END).outcome();

    const late = stray();
    t.verify('response.late-failure-not-posted', late === undefined, {
      code: 'late-failure-posted',
      expected: 'no further post for the invocation',
      actual: late === undefined ? '' : line(late),
    });
  },
);

/** Without a value, and without a message in its place, nothing is thrown: `undefined`. */
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

/** The variants of `panic` that the probe function says it has. */
async function panicsOf(sandbox: Sandbox): Promise<string[]> {
  const listed = (await sandbox.invoke({ probe: 'describe' })).object?.['panics'];
  return Array.isArray(listed) ? listed.filter((variant) => typeof variant === 'string') : [];
}
