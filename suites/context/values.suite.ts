/** Values of context headers, and how the handler sees them. */
import { dictionary, jsonValue, option, record, stringMatching } from 'fast-check';
import { clientContextWith, CLIENT_CONTEXT, COGNITO_IDENTITY } from '../support/caller-headers.ts';
import { brokenByResults, isReturned, wrongResult } from '../support/returned.ts';
import { isNothing, shownBy, type Shown } from '../support/shown-context.ts';
import { everyHeader, ordinaryContext } from '../support/controls.ts';
import { covers, forAll, test } from '../support/test.ts';

test(
  'exposes the Cognito identity id and pool id',
  covers('context.cognito-identity').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    const options = { cognitoIdentity: JSON.stringify(COGNITO_IDENTITY), settleable: false };
    const invoked = await sandbox.deliver({ probe: 'context' }, options).outcome();
    const shown = shownBy(invoked);
    // Without the header the context is shown: so says the control.
    if (shown === undefined) {
      t.deviates('context.cognito-identity', {
        code: 'wrong-value',
        expected: 'the context of an invocation with a Cognito identity',
        actual: invoked.describe(),
      });
      return;
    }
    const got = shown['cognitoIdentity'];
    for (const [member, value] of Object.entries(COGNITO_IDENTITY)) {
      t.verify('context.cognito-identity', Reflect.get(Object(got), member) === value, {
        code: 'wrong-value',
        expected: `${member}: ${value}`,
        actual: JSON.stringify(got) ?? 'it shows no `cognitoIdentity`',
      });
    }

    const empty = JSON.stringify({ cognitoIdentityId: '', cognitoIdentityPoolId: '' });
    const outcome = await sandbox
      .deliver({ probe: 'context' }, { cognitoIdentity: empty, settleable: false })
      .outcome();
    t.verify('context.cognito-identity', outcome.kind === 'response', {
      code: 'empty-identity-not-served',
      expected: `a response, with the header ${empty}`,
      actual: outcome.describe(),
    });
  },
);

const EVENT = { order: 7 };

const { client, env } = CLIENT_CONTEXT;

/** A client context as a caller may send it: any JSON in the members of its own, text in the documented ones. */
const anyClientContext = record({
  custom: dictionary(stringMatching(/^[a-z]{1,8}$/), jsonValue(), { noNullPrototype: true }),
  unknown: jsonValue(),
}).map(({ custom, unknown }) => callerContext(custom, unknown));

const values = [1.5e3, true, ['a', [1]], { nested: { deep: [null] } }, null, 'text'];
const boundaries = [
  ...values.map((value) => callerContext({ value }, 'text')),
  ...values.map((value) => callerContext({ k: 'v' }, value)),
];

function callerContext(custom: unknown, unknown: unknown) {
  return { custom, env, client: { ...client, unknown } };
}

test(
  'accepts any JSON values inside the client context',
  covers('context.client-context-any-json').against(everyHeader),
  async (t) => {
    await forAll(
      t,
      'context.client-context-any-json',
      anyClientContext,
      {
        control: {
          value: callerContext({ k: 'v' }, 'text'),
          requirement: 'context.client-context',
          code: 'wrong-value',
        },
        examples: boundaries,
        weight: 0.3,
        also: [...brokenByResults],
      },
      async (sandbox, clientContext) => {
        const outcome = await sandbox
          .deliver(EVENT, { clientContext: JSON.stringify(clientContext), settleable: false })
          .outcome();

        if (isReturned(outcome, EVENT)) return undefined;
        return {
          beside: wrongResult(sandbox, outcome, EVENT),
          code: 'not-served',
          expected: 'the event returned',
          actual: outcome.describe(),
        };
      },
    );
  },
);

/** Values that splitting or trimming corrupts. Blanks at the ends are not part of a header value. */
const anyPhrase = stringMatching(/^[a-z][a-z:,;= ]{0,30}[a-z]$/);

const anyHeaderValues = record({
  qualifier: option(stringMatching(/^[A-Za-z0-9_-]{1,20}$/), { nil: undefined }),
  phrase: anyPhrase,
});

test(
  'keeps header values whole that contain colons, commas, equal signs or inner spaces',
  covers('context.values-kept-whole').against(everyHeader),
  async (t) => {
    await forAll(
      t,
      'context.values-kept-whole',
      anyHeaderValues,
      {
        control: {
          value: { qualifier: undefined, phrase: 'plain' },
          requirement: 'context.client-context',
          code: 'wrong-value',
        },
        examples: [
          { qualifier: undefined, phrase: 'a:b,c=d e' },
          { qualifier: 'live', phrase: 'a  b, c == d; e: f' },
        ],
        weight: 0.2,
      },
      async (sandbox, { qualifier, phrase }) => {
        const arn = ['arn:aws:lambda:eu-central-1:123456789012:function:orders', qualifier];
        const invokedFunctionArn = arn.filter((part) => part !== undefined).join(':');
        const traceId = `Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1;Note=${phrase}`;
        const outcome = await sandbox
          .deliver(
            { probe: 'context' },
            {
              invokedFunctionArn,
              traceId,
              clientContext: clientContextWith({ phrase }),
              cognitoIdentity: JSON.stringify({ ...COGNITO_IDENTITY, cognitoIdentityId: phrase }),
            },
          )
          .outcome();
        const shown = shownBy(outcome) ?? {};

        const own = { invokedFunctionArn, traceId, clientContext: phrase, cognitoIdentity: phrase };
        const exposed = Object.entries(own).filter(([member]) => !isNothing(shown[member]));
        if (outcome.kind === 'response' && exposed.length === 0)
          return t.notTestable('The runtime shows none of these headers.');
        const spoiled = exposed.find(([member, value]) => !holds(shown, member, value));
        if (outcome.kind === 'response' && spoiled === undefined) return undefined;
        return {
          code: 'value-incomplete',
          expected: spoiled === undefined ? 'a response' : `${spoiled[0]} with ${spoiled[1]}`,
          actual: outcome.describe(),
        };
      },
    );
  },
);

/** A string is the value itself; an object, or its JSON text, contains the value in one of its members. */
function holds(shown: Shown, member: string, value: string): boolean {
  const got = shown[member];
  if (member === 'invokedFunctionArn' || member === 'traceId') return got === value;
  return (typeof got === 'string' ? got : JSON.stringify(got)).includes(`"${value}"`);
}
