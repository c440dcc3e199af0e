/** Failures whose message is very long or empty, or whose cause chain is deep or cyclic. */
import { reaction } from '../support/reaction.ts';
import { isErrorReport, reportsMessages, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { ordinaryFailure } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

const MIB = 1024 * 1024;
const LONG_MESSAGE = 5 * MIB;
/** On a busy machine a message of this length takes a correct runtime seconds. */
const PATIENCE = 4;
/** Limits of the emulator on the body, and of Lambda on request line and headers (spec.md A.0, A.3). */
const LIMITS = { body: MIB, head: 1_000_000 };

test(
  'keeps the report of a failure with a very long message within bounds',
  covers('error.size-bounded').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();
    const withMessage = await reportsMessages(sandbox);
    const message = 'long '.repeat(LONG_MESSAGE / 5);

    const delivery = sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message });
    const after = await reaction(sandbox, delivery, t.limits.outcomeMs * PATIENCE);
    const tooMuch = sandbox.trace.entries
      .slice(delivery.from)
      .some((entry) => entry.kind === 'protocol-problem' && entry.problem === 'headers-too-large');
    if (after.kind === 'neither' && after.posts.length === 0 && !tooMuch) {
      t.inconclusive('The runtime sent no report in time, so there is nothing to measure.');
    }
    if (
      !t.verify('error.size-bounded', after.posts.length > 0 || tooMuch, {
        code: 'not-reported',
        expected: 'a report with the message, shortened if necessary',
        actual: `the runtime ${after.text}`,
      })
    ) {
      return;
    }
    const outcome = await delivery.outcome();

    const headBytes = outcome.kind === 'none' ? Infinity : outcome.request.headBytes;
    t.verify('error.size-bounded', headBytes < LIMITS.head, {
      code: 'headers-too-large',
      expected: `request line and headers below ${LIMITS.head} bytes`,
      actual: headBytes === Infinity ? 'more than the server reads' : `${headBytes} bytes`,
    });
    if (outcome.kind === 'none') return;
    t.verify('error.size-bounded', !withMessage || outcome.text.includes('long long'), {
      code: 'other-error-reported',
      expected: 'a report with the beginning of the message',
      actual: outcome.describe(),
    });
    t.verify('error.size-bounded', outcome.length < LIMITS.body, {
      code: 'body-too-large',
      expected: `less than ${LIMITS.body} bytes`,
      actual: `${outcome.length} bytes`,
    });
  },
);

test(
  'sends both members of the error object even when the message is empty or missing',
  covers('error.empty-message-kept').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();

    for (const without of [{ message: '' }, {}]) {
      const outcome = await sandbox.deliver({ probe: 'throw', type: 'ProbeOops', ...without }).outcome();

      t.verify('error.empty-message-kept', isErrorReport(outcome), {
        code: 'member-missing',
        expected: WELL_FORMED_REPORT,
        actual: outcome.describe(),
      });
    }
  },
);

/** The chains that the probe functions make, and what any report of one of their errors contains. */
const CHAINS: readonly { readonly depth?: number; readonly says: RegExp }[] = [
  { says: /probe cyclic error/ },
  { depth: 10_000, says: /\bcause \d+/ },
];

test(
  'reports errors with cyclic or very deep chains of causes',
  covers('error.cause-chains-bounded').against(ordinaryFailure),
  async (t) => {
    let sandbox = await t.warm();
    const withMessage = await reportsMessages(sandbox);

    for (const { says, ...chain } of CHAINS) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const delivery = sandbox.deliver({ probe: 'cyclic-error', ...chain });
      const outcome = await delivery.outcome();

      const evidence = { sandbox, counterexample: JSON.stringify({ probe: 'cyclic-error', ...chain }) };
      const reported = t.verify('error.cause-chains-bounded', outcome.kind === 'error', {
        ...evidence,
        code: 'not-reported',
        expected: 'POST …/error',
        actual: outcome.describe(),
      });
      if (!reported || outcome.kind === 'none') continue;
      t.verify('error.cause-chains-bounded', !withMessage || says.test(outcome.text), {
        ...evidence,
        code: 'other-error-reported',
        expected: `a report that contains ${String(says)}`,
        actual: outcome.describe(),
      });
      const after = await reaction(sandbox, delivery);
      t.verify('error.cause-chains-bounded', after.kind === 'polled', {
        ...evidence,
        code: 'does-not-go-on',
        expected: 'the next poll',
        actual: `the runtime ${after.text}`,
      });
    }
  },
);
