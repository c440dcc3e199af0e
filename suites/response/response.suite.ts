import { isErrorReport, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { ordinaryEvent, ordinaryFailure } from '../support/controls.ts';
import { covers, itself, test } from '../support/test.ts';
import { isServed } from '../support/returned.ts';

test(
  'posts one result for each invocation, to the path of the invocation',
  // Wire rules judge these.
  covers(
    'response.posted-to-invocation',
    'response.exactly-one-outcome',
    'response.json-content-type',
    'response.framing',
    'response.no-mode-header-when-buffered',
    'error.not-after-response',
    'logging.no-platform-lines',
  ).against(itself),
  async (t) => {
    const sandbox = await t.warm();

    for (const n of [1, 2, 3]) await sandbox.invoke({ n });
  },
);

test(
  'sends valid JSON as its result',
  covers('response.valid-json', 'response.string-encoded-once').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const text = 'a"b';

    const outcome = await sandbox.invoke(text);

    const labelledJson = /[/+]json/i.test(outcome.header('content-type') ?? '');
    const raw = outcome.text.replace(/\r?\n$/, '') === text && !labelledJson;
    const once = outcome.kind === 'response' && (outcome.json === text || raw);
    t.verify('response.string-encoded-once', once, {
      code: 'not-encoded-once',
      expected: String.raw`"a\"b", or a"b without a JSON label`,
      actual: outcome.describe(),
    });
  },
);

test(
  'reports a handler without a result as `null` or an empty body',
  covers('response.nothing-is-null').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const outcome = await sandbox.invoke({ probe: 'nothing' });

    const isNothing = outcome.kind === 'response' && ['', 'null'].includes(outcome.text.trim());
    t.verify('response.nothing-is-null', isNothing, {
      code: 'neither-null-nor-empty',
      expected: 'POST …/response with body null, or an empty one',
      actual: outcome.describe(),
    });
  },
);

test(
  'reports a result that cannot be serialised through /error and carries on',
  covers('response.unserializable-is-an-error').against(ordinaryFailure),
  async (t) => {
    const sandbox = await t.warm();

    const outcome = await sandbox.deliver({ probe: 'unserializable' }).outcome();
    const good = { after: 'a result without a JSON form' };
    const afterwards = await sandbox.deliver(good).outcome();

    t.verify('response.unserializable-is-an-error', isErrorReport(outcome), {
      code: 'not-reported',
      expected: WELL_FORMED_REPORT,
      actual: outcome.describe(),
    });
    t.verify('response.unserializable-is-an-error', isServed(t, sandbox, afterwards, good), {
      code: 'does-not-go-on',
      expected: 'an outcome for the next event',
      actual: afterwards.describe(),
    });
  },
);

test(
  'never posts invalid JSON as a success',
  covers('response.no-invalid-json-as-success').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const description = (await sandbox.invoke({ probe: 'describe' })).object;
    const listed = description?.['unserializables'];
    const variants: readonly unknown[] = Array.isArray(listed) && listed.length > 0 ? listed : [undefined];

    for (const variant of variants) {
      // `response.unserializable-is-an-error` judges a runtime that ends at it.
      const delivery = sandbox.deliver({ probe: 'unserializable', variant }, { settleable: false });
      const outcome = await delivery.outcome();
      if (outcome.kind === 'none') return t.inconclusive(`Nothing was posted: ${outcome.reason}.`);

      const declaredRaw = /^(?:text|application\/octet-stream)\b/i.test(outcome.header('content-type') ?? '');
      const legal =
        outcome.kind === 'error' || outcome.length === 0 || outcome.json !== undefined || declaredRaw;
      t.verify('response.no-invalid-json-as-success', legal, {
        code: 'invalid-json-posted',
        expected: 'valid JSON, or POST …/error',
        actual: outcome.describe(),
        counterexample: JSON.stringify({ probe: 'unserializable', variant }),
      });
    }
  },
);
