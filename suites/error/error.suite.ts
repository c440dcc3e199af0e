import type { Outcome } from '../../harness/trace/outcome.ts';
import { viewOf } from '../../harness/trace/view.ts';
import { isErrorReport, reportsMessages, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { ordinaryFailure } from '../support/controls.ts';
import { covers, itself, test, type TestContext } from '../support/test.ts';
import { chargeWrongResult } from '../support/returned.ts';

/** An error class that does not exist in any language. */
const OOPS = { probe: 'throw', type: 'ProbeOops', message: 'the probe says oops' };

test(
  'reports a failing handler to the error path of the invocation, and carries on',
  covers(
    'error.posted-to-invocation',
    'error.loop-continues',
    // Wire rules judge these.
    'error.json-shape',
    'error.stack-trace-is-strings',
    'error.content-type',
    'error.type-header-sent',
    'error.type-header-form',
    'error.xray-cause-well-formed',
    'error.request-id-in-body',
  ).against(itself),
  async (t) => {
    const sandbox = await t.warm();

    const failing = sandbox.deliver(OOPS);
    const outcome = await failing.outcome();
    const good = { after: 'a failure' };
    const afterwards = await sandbox.deliver(good).outcome();

    const posts = viewOf(sandbox.trace.entries)
      .exchanges.filter(({ request }) => request.requestId === failing.requestId)
      .map(({ request }) => `${request.method} ${request.target}`);
    const target = `/2018-06-01/runtime/invocation/${failing.requestId}/error`;
    if (outcome.kind === 'error' && outcome.header('lambda-runtime-function-error-type') === undefined) {
      t.leaveUnjudged(
        ['error.type-header-form'],
        'not-applicable',
        'The runtime sends no error-type header.',
      );
    }
    t.verify('error.posted-to-invocation', outcome.kind === 'error' && posts.join() === `POST ${target}`, {
      code: 'not-at-error-path',
      expected: `POST ${target}`,
      actual: posts.length === 0 ? outcome.describe() : posts.join(', then '),
    });
    chargeWrongResult(t, sandbox, afterwards, good);
    t.verify('error.loop-continues', outcome.kind !== 'none' && afterwards.kind !== 'none', {
      code: 'does-not-go-on',
      expected: 'an outcome for the failing event and for the next one',
      actual: `first: ${outcome.describe()}; then: ${afterwards.describe()}`,
    });
  },
);

test(
  'keeps the process and its state after a handler error, and runs the handler once per event',
  covers('error.same-process-after', 'error.handler-not-rerun').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();

    const before = stateOf(t, await sandbox.invoke({ probe: 'state' }));
    await sandbox.invoke(OOPS);
    const outcome = await sandbox.deliver({ probe: 'state' }).outcome();

    const after = outcome.kind === 'response' ? outcome.object : undefined;
    const same = t.verify('error.same-process-after', after?.['bootId'] === before.bootId, {
      code: 'process-ended',
      expected: `boot id ${before.bootId}`,
      actual: after === undefined ? outcome.describe() : `boot id ${String(after['bootId'])}`,
    });
    // After a restart the count does not show whether the handler ran twice.
    if (!same) t.inconclusive('The process lost its state, including the count of its events.');
    t.verify('error.handler-not-rerun', after?.['count'] === before.count + 2, {
      code: 'not-run-once',
      expected: `count ${before.count + 2}: one more for the event that failed, one for this one`,
      actual: `count ${String(after?.['count'])}`,
    });
  },
);

test(
  'reports an error whose own fields cannot be serialised',
  covers('error.unserializable-fields').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();
    const withMessage = await reportsMessages(sandbox);

    const outcome = await sandbox.deliver({ probe: 'cyclic-error' }).outcome();

    const formed = t.verify('error.unserializable-fields', isErrorReport(outcome), {
      code: 'malformed-report',
      expected: WELL_FORMED_REPORT,
      actual: outcome.describe(),
    });
    if (!formed || !withMessage || outcome.kind === 'none') return;
    t.verify('error.unserializable-fields', outcome.text.includes('probe cyclic error'), {
      code: 'other-error-reported',
      expected: 'a report that contains "probe cyclic error"',
      actual: outcome.describe(),
    });
  },
);

test(
  'tells the classes of failures apart',
  {
    ...covers('error.mirrors-failure').against(ordinaryFailure),
    needs: ['probe:throw+names-error-classes'],
  },
  async (t) => {
    const sandbox = await t.warm();

    const first = await sandbox.invoke(OOPS);
    const second = await sandbox.invoke({ ...OOPS, type: 'ProbeOther' });

    const types = [first, second].map((outcome) => outcome.object?.['errorType']);
    const differ = types.every((type) => typeof type === 'string') && types[0] !== types[1];
    t.verify('error.mirrors-failure', differ, {
      code: 'same-type',
      expected: 'one errorType for ProbeOops, another for ProbeOther',
      actual: types.map((type) => JSON.stringify(type) ?? 'none').join(' and '),
    });
  },
);

function stateOf(t: TestContext, outcome: Outcome): { readonly bootId: string; readonly count: number } {
  const { bootId, count } = outcome.object ?? {};
  if (typeof bootId === 'string' && typeof count === 'number') return { bootId, count };
  return t.inconclusive(`The action \`state\` returned something else: ${outcome.describe()}`);
}
