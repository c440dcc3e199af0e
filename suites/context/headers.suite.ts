import { subarray } from 'fast-check';
import { CLIENT_CONTEXT, COGNITO_IDENTITY } from '../support/caller-headers.ts';
import { brokenByResults, chargeWrongResult, isReturned, wrongResult } from '../support/returned.ts';
import { isNothing, shownBy } from '../support/shown-context.ts';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import { callerHeaderAtFault, everyHeader, ordinaryEvent } from '../support/controls.ts';
import { covers, forAll, test } from '../support/test.ts';

const EVENT = { order: 7 };

test(
  'treats empty invocation headers as missing',
  covers('context.empty-header-is-missing').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();
    const shows = t.smoke.grade === 'probe' && t.smoke.actions.includes('context');

    for (const header of ['clientContext', 'cognitoIdentity', 'traceId'] as const) {
      for (const value of ['', '   ']) {
        const what = `${header} ${value === '' ? 'is empty' : 'contains only blanks'}`;
        const options = { [header]: value, settleable: false };
        const outcome = await sandbox.deliver(EVENT, options).outcome();
        chargeWrongResult(t, sandbox, outcome, EVENT);

        t.verify('context.empty-header-is-missing', isReturned(outcome, EVENT), {
          code: 'not-served',
          expected: `the event returned although ${what}`,
          actual: outcome.describe(),
        });
        if (outcome.kind === 'none') return;
        if (!shows) continue;

        const context = await sandbox.deliver({ probe: 'context' }, options).outcome();
        const shown = shownBy(context);
        if (shown === undefined) continue;
        t.verify('context.empty-header-is-missing', isNothing(shown[header]), {
          code: 'value-for-empty-header',
          expected: `no \`${header}\`, since ${what}`,
          actual: context.describe(),
        });
      }
    }
  },
);

test(
  'survives malformed JSON in the client-context or Cognito header',
  covers('context.malformed-identity-json').against(everyHeader),
  async (t) => {
    const sandbox = await t.warm();

    for (const header of ['clientContext', 'cognitoIdentity'] as const) {
      const outcome = await sandbox.deliver(EVENT, { [header]: '{bad', settleable: false }).outcome();
      const settled = t.verify('context.malformed-identity-json', outcome.kind !== 'none', {
        code: 'no-outcome',
        expected: `an outcome although ${header} is malformed JSON: \`{bad\``,
        actual: outcome.describe(),
      });
      if (!settled) return;

      const next = await sandbox.deliver(EVENT).outcome();
      const lives = t.verify('context.malformed-identity-json', next.kind !== 'none', {
        code: 'next-not-served',
        expected: 'an outcome of the next event as well',
        actual: next.describe(),
      });
      if (!lives) return;
    }
  },
);

/** The optional headers of an invocation; the deadline is not one of them. */
const optional = {
  trace: { present: {}, absent: { traceId: null } },
  arn: { present: {}, absent: { invokedFunctionArn: null } },
  client: {
    present: { clientContext: JSON.stringify(CLIENT_CONTEXT) },
    absent: {},
  },
  cognito: {
    present: { cognitoIdentity: JSON.stringify(COGNITO_IDENTITY) },
    absent: {},
  },
} as const satisfies Record<string, Record<'present' | 'absent', InvokeOptions>>;

const headers = ['trace', 'arn', 'client', 'cognito'] as const;

test(
  'serves an invocation whose optional headers are any subset of the documented ones',
  covers('context.any-subset-of-headers').against(ordinaryEvent),
  async (t) => {
    const anySubset = subarray([...headers]);
    const boundaries = [[], ...headers.map((header) => [header]), [...headers]];

    await forAll(
      t,
      'context.any-subset-of-headers',
      anySubset,
      {
        control: { value: [], ...(await callerHeaderAtFault(t, await t.warm())) },
        examples: boundaries,
        weight: 0.3,
        also: [...brokenByResults],
      },
      async (sandbox, absent) => {
        const options = headers.reduce<InvokeOptions>(
          (others, header) => ({
            ...others,
            ...optional[header][absent.includes(header) ? 'absent' : 'present'],
          }),
          { settleable: false },
        );
        const outcome = await sandbox.deliver(EVENT, options).outcome();

        if (isReturned(outcome, EVENT)) return undefined;
        return {
          beside: wrongResult(sandbox, outcome, EVENT),
          code: 'not-served',
          expected: 'the event returned',
          actual: `without ${absent.join(', ')}: ${outcome.describe()}`,
        };
      },
    );
  },
);
