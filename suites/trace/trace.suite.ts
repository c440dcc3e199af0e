import { array, constantFrom, stringMatching, tuple } from 'fast-check';
import { chargeWrongResult } from '../support/returned.ts';
import { missingFor } from '../../harness/test/needs.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, forAll, test, type TestContext } from '../support/test.ts';
import { isOnJvm, PROPERTY, VARIABLE } from './published-trace.ts';

const READS_TRACE = { probe: 'env', names: [VARIABLE, PROPERTY] };
const FIRST = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const SECOND = 'Root=1-67891234-abcdefabcdefabcdefabcdef;Parent=0123456789abcdef;Sampled=0';

test(
  'publishes the trace of each invocation in the variable or the JVM property, and leaves none behind',
  covers(
    'trace.variable-set',
    'trace.variable-updated',
    'trace.cleared-when-absent',
    'trace.unset-not-empty',
  ).against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const places = placesOf(t);
    const readUnder = async (traceId: string | null): Promise<Published> => {
      const { object } = await sandbox.invoke(READS_TRACE, { traceId });
      return Object.fromEntries(places.map((place) => [place, object?.[place]]));
    };

    const first = await readUnder(FIRST);
    t.verify('trace.variable-set', Object.values(first).includes(FIRST), {
      code: 'wrong-value',
      expected: `${places.join(' or ')} is ${FIRST}`,
      actual: described(first),
    });

    const second = await readUnder(SECOND);
    t.verify('trace.variable-updated', Object.values(second).includes(SECOND), {
      code: 'not-updated',
      expected: `${places.join(' or ')} is ${SECOND}, after an invocation with another trace`,
      actual: described(second),
    });

    const used = places.filter((place) => !isUnset(first[place]) || !isUnset(second[place]));
    if (used.length === 0) {
      const reason = 'The runtime never publishes the trace, so it cannot leave one behind.';
      return t.leaveUnjudged(['trace.cleared-when-absent', 'trace.unset-not-empty'], 'not-testable', reason);
    }
    const third = await readUnder(null);
    for (const place of used) {
      t.verify('trace.cleared-when-absent', isUnset(third[place]), {
        code: 'not-cleared',
        expected: `no ${place}, or an empty one`,
        actual: described({ [place]: third[place] }),
      });
      t.verify('trace.unset-not-empty', third[place] === null || third[place] === undefined, {
        code: 'not-unset',
        expected: `no ${place}`,
        actual: described({ [place]: third[place] }),
      });
    }
  },
);

test(
  'serves an invocation without a trace header',
  covers('trace.header-optional').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const event = { order: 7 };

    for (const what of ['an invocation', 'another invocation']) {
      const outcome = await sandbox.deliver(event, { traceId: null, settleable: false }).outcome();

      const served = chargeWrongResult(t, sandbox, outcome, event);
      t.verify('trace.header-optional', served, {
        code: 'not-served',
        expected: `the event of ${what} returned`,
        actual: outcome.describe(),
      });
      if (outcome.kind === 'none') return;
    }
  },
);

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
  covers('trace.copied-verbatim').against(ordinaryEvent),
  async (t) => {
    const places = placesOf(t);
    await forAll(
      t,
      'trace.copied-verbatim',
      anyTrace,
      {
        control: { value: FIRST, requirement: 'trace.variable-set', code: 'wrong-value' },
        examples: unusualTraces,
        weight: 0.5,
        show: (traceId) => `Lambda-Runtime-Trace-Id: ${traceId}`,
      },
      async (sandbox, traceId) => {
        const outcome = await sandbox.deliver(READS_TRACE, { traceId }).outcome();
        const object = outcome.kind === 'response' ? outcome.object : undefined;
        const got = Object.fromEntries(places.map((place) => [place, object?.[place]]));

        if (Object.values(got).includes(traceId)) return undefined;
        return {
          code: 'value-altered',
          expected: `${places.join(' or ')} is ${traceId}`,
          actual: outcome.kind === 'response' ? described(got) : outcome.describe(),
        };
      },
    );
  },
);

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function described(published: Published): string {
  return Object.entries(published)
    .map(([place, value]) =>
      isUnset(value) ? `${place} is ${value === '' ? 'empty' : 'not set'}` : `${place}=${String(value)}`,
    )
    .join(', ');
}

/** Values by the place where the SDK looks for the trace. */
type Published = Readonly<Record<string, unknown>>;

function placesOf(t: TestContext): readonly string[] {
  if (!isOnJvm(t.smoke)) return [VARIABLE];
  // A JVM cannot change its variables, so a function that shows only those says nothing about the runtime.
  const undeclared = missingFor('probe:env+system-properties', t.smoke);
  return undeclared === undefined ? [VARIABLE, PROPERTY] : t.notTestable(undeclared);
}
