import { array, constantFrom, stringMatching, tuple } from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { covers, forAll, test } from '../support/test.ts';

const VARIABLE = '_X_AMZN_TRACE_ID';
const READS_VARIABLE = { probe: 'env', names: [VARIABLE] };
const FIRST = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const SECOND = 'Root=1-67891234-abcdefabcdefabcdefabcdef;Parent=0123456789abcdef;Sampled=0';

test(
  'sets _X_AMZN_TRACE_ID to the trace of each invocation, and leaves none behind where there is none',
  covers(
    'trace.variable-set',
    'trace.variable-updated',
    'trace.cleared-when-absent',
    'trace.unset-not-empty',
  ),
  async (t) => {
    const sandbox = await t.warm();
    const readUnder = async (traceId: string | null): Promise<unknown> => {
      const { object } = await sandbox.invoke(READS_VARIABLE, { traceId });
      return object?.[VARIABLE];
    };

    const first = await readUnder(FIRST);
    t.verify('trace.variable-set', first === FIRST, {
      code: 'wrong-value',
      expected: `${VARIABLE}=${FIRST}`,
      actual: described(first),
    });

    const second = await readUnder(SECOND);
    t.verify('trace.variable-updated', second === SECOND, {
      code: 'not-updated',
      expected: `${VARIABLE}=${SECOND}, after an invocation with another trace`,
      actual: described(second),
    });

    if (isUnset(first) && isUnset(second)) {
      const reason = 'The runtime never sets the trace variable, so it cannot leave one behind.';
      return t.leaveUnjudged(['trace.cleared-when-absent', 'trace.unset-not-empty'], 'not-testable', reason);
    }
    const third = await readUnder(null);
    t.verify('trace.cleared-when-absent', isUnset(third), {
      code: 'not-cleared',
      expected: `no ${VARIABLE}, or an empty one`,
      actual: described(third),
    });
    t.verify('trace.unset-not-empty', third === null || third === undefined, {
      code: 'not-unset',
      expected: `no ${VARIABLE}`,
      actual: described(third),
    });
  },
);

test('serves an invocation without a trace header', covers('trace.header-optional'), async (t) => {
  const sandbox = await t.warm();
  const event = { order: 7 };

  for (const what of ['an invocation', 'another invocation']) {
    const outcome = await sandbox.deliver(event, { traceId: null, settleable: false }).outcome();

    const served = outcome.kind === 'response' && isDeepStrictEqual(outcome.json, event);
    t.verify('trace.header-optional', served, {
      code: 'not-served',
      expected: `the event of ${what} returned`,
      actual: outcome.describe(),
    });
    if (outcome.kind === 'none') return;
  }
});

/** Known and unknown fields in X-Ray's format. */
const anyTrace = tuple(
  stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  array(
    tuple(
      constantFrom('Parent', 'Sampled', 'Lineage', 'Self', 'CalledFrom', 'x-custom', 'Zuletzt'),
      stringMatching(/^[A-Za-z0-9:|._/+*~-]{1,24}$/),
    ).map(([name, value]) => `${name}=${value}`),
    { maxLength: 6 },
  ),
).map(([root, fields]) => [root, ...fields].join(';'));

const unusualTraces = [
  'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2',
  'Self=1-67891234-12456789abcdef012345678a;Root=1-67891233-abcdef012345678912345678',
  'Sampled=?;Root=1-5759e988-bd862e3fe1be46a994272793;MadeUp=a=b==',
  'Root=1-5759e988-bd862e3fe1be46a994272793',
];

test(
  'copies the trace header verbatim, unknown fields included',
  covers('trace.copied-verbatim'),
  async (t) => {
    await forAll(
      t,
      'trace.copied-verbatim',
      anyTrace,
      { examples: unusualTraces, weight: 0.5, show: (traceId) => `Lambda-Runtime-Trace-Id: ${traceId}` },
      async (sandbox, traceId) => {
        const outcome = await sandbox.deliver(READS_VARIABLE, { traceId }).outcome();
        const got = outcome.kind === 'response' ? outcome.object?.[VARIABLE] : undefined;

        if (got === traceId) return undefined;
        return {
          code: 'value-altered',
          expected: `${VARIABLE}=${traceId}`,
          actual: outcome.kind === 'response' ? described(got) : outcome.describe(),
        };
      },
    );
  },
);

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function described(value: unknown): string {
  return isUnset(value)
    ? `${VARIABLE} is ${value === '' ? 'empty' : 'not set'}`
    : `${VARIABLE}=${String(value)}`;
}
