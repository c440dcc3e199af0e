import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import { clientContextWith, COGNITO_IDENTITY } from '../support/caller-headers.ts';
import { isNothing, show } from '../support/shown-context.ts';
import { ordinaryContext } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:orders';

test(
  'carries nothing over from one invocation to the context of the next',
  covers('context.no-leak-between-invocations').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();
    const deadlineMs = Date.now() + 123_456;
    const sentinels = {
      clientContext: 'leak-of-client-context',
      cognitoIdentity: 'leak-of-identity',
      tenantId: 'leak-of-tenant',
      traceId: 'Root=1-5759e988-00000000000000000000aaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1',
      deadlineMs: String(deadlineMs),
      invokedFunctionArn: `${ARN}:leak`,
    };
    const names = ['_X_AMZN_TRACE_ID'];
    const readsEnvironment = t.smoke.actions.includes('env');

    await sandbox.invoke(
      { probe: 'context' },
      {
        ...sentinels,
        clientContext: clientContextWith({ key: sentinels.clientContext }),
        cognitoIdentity: JSON.stringify({
          cognitoIdentityId: sentinels.cognitoIdentity,
          cognitoIdentityPoolId: sentinels.cognitoIdentity,
        }),
      },
    );
    const absent: InvokeOptions = { traceId: null, settleable: false };
    // Without the deadline last: some runtimes end there, and the other headers must be tested before.
    const later = [
      { event: { probe: 'context' }, options: absent },
      ...(readsEnvironment ? [{ event: { probe: 'env', names }, options: absent }] : []),
      { event: { probe: 'context' }, options: { ...absent, deadlineMs: null, invokedFunctionArn: null } },
    ];

    for (const { event, options } of later) {
      const outcome = await sandbox.deliver(event, options).outcome();
      if (outcome.kind !== 'response') break;
      const leaks = Object.entries(sentinels).filter(([, value]) => outcome.text.includes(value));
      t.verify('context.no-leak-between-invocations', leaks.length === 0, {
        code: 'earlier-value',
        expected: 'no value from a header that only the previous invocation had',
        actual: `${leaks.map(([header]) => header).join(', ')} in ${outcome.text.slice(0, 500)}`,
      });
    }
  },
);

test(
  'fills every context field, and the trace variable, from the header that belongs to it',
  covers('context.fields-from-own-headers').against(ordinaryContext),
  async (t) => {
    const sandbox = await t.warm();
    const deadlineMs = Date.now() + 77_777;
    const sent = {
      requestId: '11111111-aaaa-4bbb-8ccc-000000000001',
      invokedFunctionArn: `${ARN}:own`,
      traceId: 'Root=1-5759e988-00000000000000000000cccc;Parent=dddddddddddddddd;Sampled=0',
    };
    const options: InvokeOptions = {
      ...sent,
      deadlineMs,
      tenantId: 'tenant-own',
      clientContext: clientContextWith({ key: 'client-own' }),
      cognitoIdentity: JSON.stringify({
        ...COGNITO_IDENTITY,
        cognitoIdentityId: 'id-own',
        cognitoIdentityPoolId: 'pool-own',
      }),
    };

    const shown = await show(t, sandbox.invoke({ probe: 'context' }, options));
    const { object } = await sandbox.invoke(
      { probe: 'env', names: ['_X_AMZN_TRACE_ID'] },
      { ...options, requestId: '22222222-aaaa-4bbb-8ccc-000000000002' },
    );

    const expectations: readonly (readonly [field: string, got: unknown, own: string])[] = [
      ['requestId', shown['requestId'], sent.requestId],
      ['invokedFunctionArn', shown['invokedFunctionArn'], sent.invokedFunctionArn],
      ['traceId', shown['traceId'], sent.traceId],
      ['deadlineMs', shown['deadlineMs'], String(deadlineMs)],
      ['tenantId', shown['tenantId'], 'tenant-own'],
      ['clientContext', shown['clientContext'], 'client-own'],
      ['cognitoIdentity', shown['cognitoIdentity'], 'id-own'],
      ['cognitoIdentity', shown['cognitoIdentity'], 'pool-own'],
      ['_X_AMZN_TRACE_ID', object?.['_X_AMZN_TRACE_ID'], sent.traceId],
    ];
    for (const [field, got, own] of expectations) {
      // A value that is not exposed cannot be mixed up; other requirements demand that it is exposed.
      if (isNothing(got)) continue;
      const text = typeof got === 'string' ? got : JSON.stringify(got);
      t.verify('context.fields-from-own-headers', text.includes(own), {
        code: 'wrong-header',
        expected: `${field}: ${own}`,
        actual: `${field}: ${text}`,
      });
    }
  },
);
