import { CLIENT_CONTEXT } from '../support/caller-headers.ts';
import { isNothing, isObject, show, shownBy, verifyMember } from '../support/shown-context.ts';
import { ordinaryContext } from '../support/controls.ts';
import { covers, itself, test } from '../support/test.ts';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:orders';

test(
  'passes a context to the handler, with the request id and the function ARN of the current invocation',
  covers('context.given-to-handler', 'context.request-id', 'context.invoked-arn').against(itself),
  async (t) => {
    const sandbox = await t.warm();

    // A version, an alias, and the plain function: the same process may be invoked under each of them.
    for (const qualifier of [':42', ':live', '']) {
      const invokedFunctionArn = `${ARN}${qualifier}`;
      const delivery = sandbox.deliver({ probe: 'context' }, { invokedFunctionArn });
      const outcome = await delivery.outcome();
      const shown = shownBy(outcome);

      const given = t.verify('context.given-to-handler', Object.keys(shown ?? {}).length > 0, {
        code: 'no-context',
        expected: 'a context that shows at least one fact of the invocation or of the function',
        actual: outcome.describe(),
      });
      if (!given || shown === undefined) {
        const reason = 'The handler was given no context.';
        t.leaveUnjudged(['context.request-id', 'context.invoked-arn'], 'inconclusive', reason);
        return;
      }
      verifyMember(t, 'context.request-id', 'wrong-value', shown, 'requestId', delivery.requestId);
      verifyMember(t, 'context.invoked-arn', 'wrong-value', shown, 'invokedFunctionArn', invokedFunctionArn);
    }
  },
);

test(
  'takes function name, version, memory limit, log group and log stream from the environment',
  covers('context.function-facts-from-environment').against(ordinaryContext),
  async (t) => {
    const facts = {
      functionName: 'unusual_Name-7',
      functionVersion: '1234',
      memoryLimitMb: 1769,
      logGroupName: '/custom/group.of-logs',
      logStreamName: '2031/12/24/orders[1234]0123456789abcdef',
    };
    const sandbox = await t.fresh({
      environment: {
        AWS_LAMBDA_FUNCTION_NAME: facts.functionName,
        AWS_LAMBDA_FUNCTION_VERSION: facts.functionVersion,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(facts.memoryLimitMb),
        AWS_LAMBDA_LOG_GROUP_NAME: facts.logGroupName,
        AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
      },
    });

    const shown = await show(t, sandbox.invoke({ probe: 'context' }));

    const codes = [
      ['functionName', 'wrong-function-name'],
      ['functionVersion', 'wrong-function-version'],
      ['memoryLimitMb', 'wrong-memory-limit'],
      ['logGroupName', 'wrong-log-group'],
      ['logStreamName', 'wrong-log-stream'],
    ] as const;
    for (const [member, code] of codes) {
      verifyMember(t, 'context.function-facts-from-environment', code, shown, member, facts[member]);
    }
  },
);

test(
  'parses the client context and exposes its client, env and custom parts',
  covers('context.client-context').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();
    // `services` is for the mobile SDK; AWS's clients do not expose it.
    const { client, env, custom } = CLIENT_CONTEXT;

    const options = { clientContext: JSON.stringify(CLIENT_CONTEXT), settleable: false };
    const invoked = await sandbox.deliver({ probe: 'context' }, options).outcome();
    const shown = shownBy(invoked);
    // Without the header the context is shown: so says the control.
    if (shown === undefined) {
      t.deviates('context.client-context', {
        code: 'wrong-value',
        expected: 'the context of an invocation with a client context',
        actual: invoked.describe(),
      });
      return;
    }

    const got = shown['clientContext'];
    for (const [part, members] of Object.entries({ client, env, custom })) {
      // Only the values count: each language may spell `installation_id` in its own way.
      const values = valuesIn(isObject(got) ? got[part] : undefined);
      const lost = Object.entries(members).filter(([, value]) => !values.includes(value));
      t.verify('context.client-context', lost.length === 0, {
        code: 'wrong-value',
        expected: `\`clientContext\` with ${lost.map(([name, value]) => `${part}.${name}: ${value}`).join(', ')}`,
        actual: JSON.stringify(got) ?? 'it shows no `clientContext`',
      });
    }
  },
);

/** The values of the members of a part; a function may show a part as its JSON text. */
function valuesIn(part: unknown): unknown[] {
  if (typeof part !== 'string') return isObject(part) ? Object.values(part) : [];
  try {
    return valuesIn(JSON.parse(part));
  } catch {
    return [];
  }
}

test(
  'exposes an absent client context or Cognito identity as nothing',
  covers('context.identity-headers-absent').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();

    const outcome = await sandbox.deliver({ probe: 'context' }).outcome();
    const shown = shownBy(outcome);

    for (const member of ['clientContext', 'cognitoIdentity']) {
      const holds = shown !== undefined && isNothing(shown[member]);
      t.verify('context.identity-headers-absent', holds, {
        code: 'value-for-absent-header',
        expected: `no \`${member}\`, or an empty one`,
        actual: shown === undefined ? outcome.describe() : JSON.stringify(shown[member]),
      });
    }
  },
);
