/** Failures that are too long, too deep or too short. */
import { aftermath } from '../support/reaction.ts';
import { isErrorReport, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { covers, test } from '../support/test.ts';

const MIB = 1024 * 1024;
const LONG_MESSAGE = 5 * MIB;
/** A message of this length costs a right runtime seconds where the processors have other work. */
const PATIENCE = 4;
/** What the emulator takes of a report, and what Lambda takes of request line and headers (spec.md A.0, A.3). */
const LIMITS = { body: MIB, head: 1_000_000 };

test(
  'keeps the report of a failure with a very long message within bounds',
  covers('error.size-bounded'),
  async (scene) => {
    const sandbox = await scene.warm();
    const message = 'long '.repeat(LONG_MESSAGE / 5);

    const delivery = sandbox.deliver({ probe: 'throw', type: 'ProbeOops', message });
    const after = await aftermath(sandbox, delivery, scene.limits.outcomeMs * PATIENCE);
    const tooMuch = sandbox.trace.entries
      .slice(delivery.from)
      .some((entry) => entry.kind === 'protocol-problem' && entry.problem === 'headers-too-large');
    if (after.kind === 'neither' && after.posts.length === 0 && !tooMuch) {
      scene.inconclusive('There was no report to measure: the runtime had not come to an end with it.');
    }
    if (
      !scene.verify('error.size-bounded', after.posts.length > 0 || tooMuch, {
        deviation: 'A failure with a very long message is not reported at all.',
        expected: 'a report with as much of the message as there is room for',
        actual: `the runtime ${after.text}`,
      })
    ) {
      return;
    }
    const outcome = await delivery.outcome();

    const headBytes = outcome.kind === 'none' ? Infinity : outcome.request.headBytes;
    scene.verify('error.size-bounded', headBytes < LIMITS.head, {
      deviation: 'The headers of an error report grow with the failure beyond 1 MB.',
      expected: `request line and headers below ${LIMITS.head} bytes`,
      actual: headBytes === Infinity ? 'more than the server reads' : `${headBytes} bytes`,
    });
    if (outcome.kind === 'none') return;
    scene.verify('error.size-bounded', outcome.length < LIMITS.body, {
      deviation: 'The body of an error report grows with the failure beyond 1 MiB.',
      expected: `less than ${LIMITS.body} bytes`,
      actual: `${outcome.length} bytes`,
    });
  },
);

test(
  'sends both members of the error object even when the message is empty or missing',
  covers('error.empty-message-kept'),
  async (scene) => {
    const sandbox = await scene.warm();

    for (const without of [{ message: '' }, {}]) {
      const outcome = await sandbox.deliver({ probe: 'throw', type: 'ProbeOops', ...without }).outcome();

      scene.verify('error.empty-message-kept', isErrorReport(outcome), {
        deviation: 'The report of a failure without a message lacks a member.',
        expected: WELL_FORMED_REPORT,
        actual: outcome.describe(),
      });
    }
  },
);

test(
  'reports errors with cyclic or very deep chains of causes',
  covers('error.cause-chains-bounded'),
  async (scene) => {
    let sandbox = await scene.warm();

    for (const chain of [{}, { depth: 10_000 }]) {
      if (!sandbox.process.running) sandbox = await scene.fresh();
      const outcome = await sandbox.deliver({ probe: 'cyclic-error', ...chain }).outcome();

      scene.verify('error.cause-chains-bounded', outcome.kind === 'error', {
        deviation: 'An error with a cyclic or very deep chain of causes is not reported.',
        expected: 'POST …/error',
        actual: outcome.describe(),
        sandbox,
        counterexample: JSON.stringify({ probe: 'cyclic-error', ...chain }),
      });
    }
  },
);
