import { isErrorReport, WELL_FORMED_REPORT } from '../support/outcomes.ts';
import { covers, test } from '../support/test.ts';

test(
  'posts one result for each invocation, to the path of the invocation',
  // All of these are judged by the wire rules.
  covers(
    'response.posted-to-invocation',
    'response.exactly-one-outcome',
    'response.json-content-type',
    'response.framing',
    'response.no-mode-header-when-buffered',
    'error.not-after-response',
    'logging.no-platform-lines',
  ),
  async (scene) => {
    const sandbox = await scene.warm();

    for (const n of [1, 2, 3]) await sandbox.invoke({ n });
  },
);

test(
  'sends valid JSON as its result',
  covers('response.valid-json', 'response.string-encoded-once'),
  async (scene) => {
    const sandbox = await scene.warm();
    const text = 'a"b';

    const outcome = await sandbox.invoke(text);

    const labelledJson = /[/+]json/i.test(outcome.header('content-type') ?? '');
    const raw = outcome.text.replace(/\r?\n$/, '') === text && !labelledJson;
    const once = outcome.kind === 'response' && (outcome.json === text || raw);
    scene.verify('response.string-encoded-once', once, {
      deviation: 'A string result is not encoded as JSON exactly once.',
      expected: String.raw`"a\"b", or a"b without a JSON label`,
      actual: outcome.describe(),
    });
  },
);

test(
  'reports a handler without a result as `null` or an empty body',
  covers('response.nothing-is-null'),
  async (scene) => {
    const sandbox = await scene.warm();

    const outcome = await sandbox.invoke({ probe: 'nothing' });

    const isNothing = outcome.kind === 'response' && ['', 'null'].includes(outcome.text.trim());
    scene.verify('response.nothing-is-null', isNothing, {
      deviation: 'A handler without a result does not yield `null` or an empty body.',
      expected: 'POST …/response with body null, or an empty one',
      actual: outcome.describe(),
    });
  },
);

test(
  'reports a result that cannot be serialised through /error and carries on',
  covers('response.unserializable-is-an-error'),
  async (scene) => {
    const sandbox = await scene.warm();

    const outcome = await sandbox.deliver({ probe: 'unserializable' }).outcome();
    const afterwards = await sandbox.deliver({ n: 1 }).outcome();

    scene.verify('response.unserializable-is-an-error', isErrorReport(outcome), {
      deviation: 'A result that cannot be serialised is not reported as an error.',
      expected: WELL_FORMED_REPORT,
      actual: outcome.describe(),
    });
    scene.verify('response.unserializable-is-an-error', afterwards.kind !== 'none', {
      deviation: 'The runtime does not carry on after a result that cannot be serialised.',
      expected: 'an outcome for the next event',
      actual: afterwards.describe(),
    });
  },
);

test(
  'never posts invalid JSON as a success',
  covers('response.no-invalid-json-as-success'),
  async (scene) => {
    const sandbox = await scene.warm();
    const description = (await sandbox.invoke({ probe: 'describe' })).object;
    const listed = description?.['unserializables'];
    const variants: readonly unknown[] = Array.isArray(listed) && listed.length > 0 ? listed : [undefined];

    for (const variant of variants) {
      const outcome = await sandbox.invoke({ probe: 'unserializable', variant });

      const declaredRaw = /^(?:text|application\/octet-stream)\b/i.test(outcome.header('content-type') ?? '');
      const legal =
        outcome.kind === 'error' || outcome.length === 0 || outcome.json !== undefined || declaredRaw;
      scene.verify('response.no-invalid-json-as-success', legal, {
        deviation: 'A result with values that JSON lacks is posted as a success with invalid JSON.',
        expected: 'valid JSON, or POST …/error',
        actual: outcome.describe(),
        counterexample: JSON.stringify({ probe: 'unserializable', variant }),
      });
    }
  },
);
