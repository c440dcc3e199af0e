/** Failures that a `try` around the handler does not see, and values that are no errors. */
import type { Sandbox } from '../harness/sandbox.ts';
import { aftermath, endedAsFailed } from './aftermath.ts';
import { describeOutcome, isErrorReport, WELL_FORMED_REPORT } from './outcomes.ts';
import { covers, test } from './support.ts';

/** A correct runtime may end after the report of a panic. */
const MAY_END = { benign: false };

test(
  'reports a failure that escapes normal error handling before the process ends',
  covers('error.uncaught-failure-reported'),
  async (scene) => {
    let sandbox = await scene.warm();
    const variants = (await panicsOf(sandbox)).filter((variant) => variant !== 'value');

    for (const variant of variants.length === 0 ? [undefined] : variants) {
      if (!sandbox.running) sandbox = await scene.fresh();
      const event = { probe: 'panic', variant, message: 'the probe panics' };
      const delivery = sandbox.deliver(event, MAY_END);
      const outcome = await delivery.outcome();
      const after = await aftermath(sandbox, delivery.from);

      const counterexample = JSON.stringify(event);
      scene.verify('error.uncaught-failure-reported', outcome.kind === 'error', {
        deviation: 'A failure that escapes normal error handling is not reported.',
        expected: 'POST …/error for the invocation',
        actual: describeOutcome(outcome),
        sandbox,
        counterexample,
      });
      if (outcome.kind !== 'error') continue;
      scene.verify('error.uncaught-failure-reported', after.kind === 'polled' || endedAsFailed(after), {
        deviation: 'After the report of an escaped failure the runtime neither polls nor exits non-zero.',
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
  async (scene) => {
    let sandbox = await scene.warm();
    if (!(await panicsOf(sandbox)).includes('value')) {
      scene.notTestable(
        'The probe function offers no variant of `panic` that fails with a value that is no error.',
      );
    }

    for (const thrown of values) {
      if (!sandbox.running) sandbox = await scene.fresh();
      const event = { probe: 'panic', variant: 'value', ...thrown };
      const delivery = sandbox.deliver(event, MAY_END);
      const outcome = await delivery.outcome();
      await aftermath(sandbox, delivery.from);

      scene.verify('error.non-error-values', isErrorReport(outcome), {
        deviation: 'A thrown value that is no error does not become a well-formed report.',
        expected: WELL_FORMED_REPORT,
        actual: describeOutcome(outcome),
        sandbox,
        counterexample: JSON.stringify(event),
      });
    }
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
