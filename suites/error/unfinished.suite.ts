/** Handlers that never return: they hang, exceed the deadline, or end the process. */
import { reaction } from '../support/reaction.ts';
import { verifyNoOrphans } from '../support/orphans.ts';
import { ordinaryFailure } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

/** Time until the deadline, and how long the handler runs past it. */
const DEADLINE_MS = 50;
const SLEEP_MS = 400;

/** A correct runtime may end instead. */
const MAY_END = { mayEnd: true };

test(
  'reports a handler that can no longer finish',
  covers('error.never-settling-handler').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();

    const delivery = sandbox.deliver({ probe: 'never' }, MAY_END);
    const outcome = await delivery.outcome();
    await reaction(sandbox, delivery);

    t.verify('error.never-settling-handler', outcome.kind === 'error', {
      code: 'not-reported',
      expected: 'POST …/error for the invocation',
      actual: outcome.describe(),
    });
  },
);

test(
  'uses /error if it enforces the deadline by itself',
  covers('error.own-timeout-uses-error').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();
    const deadlineMs = Date.now() + DEADLINE_MS;

    const delivery = sandbox.deliver({ probe: 'sleep', ms: SLEEP_MS }, { ...MAY_END, deadlineMs });
    const { at } = await delivery.delivered();
    const outcome = await delivery.outcome();

    // Timers may fire a little early; a runtime that cuts the handler short does so by hundreds of milliseconds.
    if (outcome.kind === 'response' && outcome.at - at > 0.9 * SLEEP_MS) {
      t.notApplicable('The runtime leaves the deadline to the service, which is allowed.');
    }
    t.verify('error.own-timeout-uses-error', outcome.kind === 'error', {
      code: 'not-reported',
      expected: 'POST …/error, or the result of the handler once it returns',
      actual: outcome.describe(),
    });
  },
);

test(
  'does not report success for a handler that ends the process, and leaves no processes behind',
  {
    ...covers('error.exit-is-no-success', 'shutdown.no-orphans').against(ordinaryFailure),
    endsItsProcess: true,
  },
  async (t) => {
    const sandbox = await t.warm();

    const delivery = sandbox.deliver({ probe: 'exit', code: 3 }, MAY_END);
    const outcome = await delivery.outcome();
    const after = await reaction(sandbox, delivery);

    t.verify('error.exit-is-no-success', outcome.kind !== 'response', {
      code: 'posted-as-success',
      expected: 'the end of the process, or POST …/error',
      actual: outcome.describe(),
    });
    if (after.kind === 'exited') await verifyNoOrphans(t, sandbox, 'after the process has ended');
  },
);
