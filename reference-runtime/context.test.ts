import { afterEach, expect, test, vi } from 'vitest';
import { contextFor, exportTraceId } from './context.ts';
import { invocationFrom, type Invocation } from './invocation.ts';

afterEach(() => vi.useRealTimers());

/** An invocation with these headers, as Node reads them off the wire. */
function deliver(headers: Record<string, string> = {}): Invocation {
  const raw = Object.entries({ 'lambda-runtime-aws-request-id': 'id-1', ...headers });
  const invocation = invocationFrom({
    status: 200,
    headers: Object.fromEntries(raw.map(([name, value]) => [name, [value]])),
    body: Buffer.from('{}'),
    complete: true,
  });
  if (invocation === undefined) throw new Error('the reply is not an invocation');
  return invocation;
}

const ignoreLog = (): void => {};

test('fills every field from the header or variable that belongs to it', () => {
  const invocation = deliver({
    'lambda-runtime-deadline-ms': '2199023255552',
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:123456789012:function:f:live',
    'lambda-runtime-trace-id': 'Root=1-a;Parent=b;Sampled=1;Lineage=c:0',
    'lambda-runtime-client-context': '{"custom":{"k":[1,true,null]}}',
    'lambda-runtime-cognito-identity': '{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}',
    'lambda-runtime-aws-tenant-id': 'tenant',
  });
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'name',
    AWS_LAMBDA_FUNCTION_VERSION: '7',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: 'group',
    AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
  };

  const { getRemainingTimeInMillis: _, w3c: __, ...facts } = contextFor(invocation, env, ignoreLog);

  expect(facts).toEqual({
    awsRequestId: 'id-1',
    deadlineMs: 2 ** 41,
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:f:live',
    traceId: 'Root=1-a;Parent=b;Sampled=1;Lineage=c:0',
    clientContext: { custom: { k: [1, true, null] } },
    identity: { cognitoIdentityId: 'i', cognitoIdentityPoolId: 'p' },
    tenantId: 'tenant',
    functionName: 'name',
    functionVersion: '7',
    memoryLimitInMB: '512',
    logGroupName: 'group',
    logStreamName: 'stream',
  });
});

test('shows an absent or blank header as undefined', () => {
  const blank = { 'lambda-runtime-trace-id': ' \t', 'lambda-runtime-client-context': '' };

  expect(contextFor(deliver(blank), {}, ignoreLog)).toMatchObject({
    traceId: undefined,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: undefined,
  });
});

test('ignores a client context that is not JSON, and logs that without quoting it', () => {
  const log = vi.fn<(text: string) => void>();

  const context = contextFor(deliver({ 'lambda-runtime-client-context': '{secret' }), {}, log);

  expect(context.clientContext).toBeUndefined();
  expect(log.mock.calls).toEqual([['ignoring a client context that is not valid JSON']]);
});

test('reads the UTF-8 bytes of a header as UTF-8', () => {
  const onTheWire = Buffer.from('{"custom":"žába 日本"}').toString('latin1');

  const context = contextFor(deliver({ 'lambda-runtime-client-context': onTheWire }), {}, ignoreLog);

  expect(context.clientContext).toEqual({ custom: 'žába 日本' });
});

test('keeps the inner white space of a header and drops the outer', () => {
  expect(deliver({ 'lambda-runtime-trace-id': '\t Root=1; Parent=2 \t' }).traceId).toBe('Root=1; Parent=2');
});

test('computes the remaining time from the wall clock on every call', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const context = contextFor(deliver({ 'lambda-runtime-deadline-ms': '1010000' }), {}, ignoreLog);

  expect(context.getRemainingTimeInMillis()).toBe(10_000);
  vi.setSystemTime(1_003_000);
  expect(context.getRemainingTimeInMillis()).toBe(7_000);
  vi.setSystemTime(2_000_000);
  expect(context.getRemainingTimeInMillis()).toBe(0);
});

test.each(['', 'abc', '12x', '1e3', '9'.repeat(30)])(
  'allows 15 minutes without a readable deadline (%j)',
  (deadline) => {
    vi.useFakeTimers({ now: 1_000_000 });

    const context = contextFor(deliver({ 'lambda-runtime-deadline-ms': deadline }), {}, ignoreLog);

    expect(context.deadlineMs).toBeUndefined();
    expect(context.getRemainingTimeInMillis()).toBe(900_000);
  },
);

test('exports the trace id, and removes it when the next invocation has none', () => {
  const env: NodeJS.ProcessEnv = {};

  exportTraceId(deliver({ 'lambda-runtime-trace-id': 'Root=1' }), env);
  expect(env['_X_AMZN_TRACE_ID']).toBe('Root=1');
  exportTraceId(deliver(), env);
  expect('_X_AMZN_TRACE_ID' in env).toBe(false);
});
