import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of the context. */
export const contextMutants: readonly Mutant[] = [
  {
    requirement: 'context.given-to-handler',
    defect: 'Calls the handler with the event alone.',
    changes: [
      {
        file: 'loop.js',
        find: 'handler(decodeEvent(invocation), contextFor(invocation, env, log))',
        replace: 'handler(decodeEvent(invocation))',
      },
    ],
    code: 'no-context',
  },
  {
    requirement: 'context.request-id',
    defect: 'Keeps the request id of the first invocation.',
    changes: [
      inContext(
        'awsRequestId: invocation.requestId,',
        'awsRequestId: (globalThis.firstId ??= invocation.requestId),',
      ),
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.invoked-arn',
    defect: 'Cuts the ARN at its seventh colon.',
    changes: [
      inContext(
        'invokedFunctionArn: invocation.invokedFunctionArn,',
        "invokedFunctionArn: invocation.invokedFunctionArn?.split(':').slice(0, 7).join(':'),",
      ),
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.function-facts-from-environment',
    defect: 'The version is a constant.',
    changes: [inContext("env['AWS_LAMBDA_FUNCTION_VERSION']", "'$LATEST'")],
    code: 'wrong-function-version',
    says: 'functionVersion: "$LATEST"',
  },
  {
    requirement: 'context.client-context',
    defect: 'Decodes the client context as base64.',
    changes: [
      inContext(
        "parseHeader('client context', invocation.clientContext, log)",
        "parseHeader('client context', invocation.clientContext && atob(invocation.clientContext.replaceAll(/[^A-Za-z0-9]/g, '')), log)",
      ),
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.identity-headers-absent',
    defect: 'Exposes an absent identity as an object of empty strings.',
    changes: [
      inContext(
        "identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log),",
        "identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log) ?? { cognitoIdentityId: '', cognitoIdentityPoolId: '' },",
      ),
    ],
    code: 'value-for-absent-header',
    says: '{"cognitoIdentityId":"","cognitoIdentityPoolId":""}',
  },
  {
    requirement: 'context.empty-header-is-missing',
    defect: 'Parses an empty header as JSON, and fails.',
    changes: [
      { file: 'invocation.js', find: "return text === '' ? undefined : text;", replace: 'return text;' },
      strictParser(),
    ],
    code: 'not-served',
    says: 'no JSON in client context',
  },
  {
    requirement: 'context.malformed-identity-json',
    defect: 'Parses the client context without a guard.',
    changes: [
      {
        file: 'invocation.js',
        find: 'body,\n    };',
        replace: "body, parsed: JSON.parse(header('lambda-runtime-client-context') ?? 'null'),\n    };",
      },
    ],
    code: 'no-outcome',
    says: 'although clientContext is',
  },
  {
    requirement: 'context.tenant-id',
    defect: 'Reads the tenant from a header that does not exist.',
    changes: [
      {
        file: 'invocation.js',
        find: "'lambda-runtime-aws-tenant-id'",
        replace: "'lambda-runtime-tenant-id'",
      },
    ],
    code: 'wrong-value',
    says: 'it shows no `tenantId`',
  },
  {
    requirement: 'context.tenant-id',
    variant: 'kept',
    defect: 'Keeps the tenant until another one comes.',
    changes: [
      inContext(
        'tenantId: invocation.tenantId,',
        'tenantId: (globalThis.tenant = invocation.tenantId ?? globalThis.tenant),',
      ),
    ],
    code: 'value-for-absent-header',
  },
  {
    requirement: 'context.no-leak-between-invocations',
    defect: 'Keeps the client context until another one comes.',
    changes: [
      inContext(
        "separateTraceContext(parseHeader('client context', invocation.clientContext, log))",
        "separateTraceContext((globalThis.kept = parseHeader('client context', invocation.clientContext, log) ?? globalThis.kept))",
      ),
    ],
    code: 'earlier-value',
    says: /^clientContext in /,
  },
  {
    requirement: 'context.any-subset-of-headers',
    defect: 'Assumes that the ARN header is always present.',
    changes: [
      inContext(
        'invokedFunctionArn: invocation.invokedFunctionArn,',
        'invokedFunctionArn: invocation.invokedFunctionArn.trim(),',
      ),
    ],
    code: 'not-served',
    says: 'without arn: POST …/error',
  },
  {
    requirement: 'context.fields-from-own-headers',
    defect: 'Fills the trace from the header of the ARN.',
    changes: [
      {
        file: 'invocation.js',
        find: "traceId: header('lambda-runtime-trace-id'),",
        replace: "traceId: header('lambda-runtime-invoked-function-arn'),",
      },
    ],
    code: 'wrong-header',
    says: 'traceId: arn:aws:lambda',
  },
  {
    requirement: 'context.cognito-identity',
    defect: 'Reads the members of the identity under other names.',
    changes: [
      inContext(
        "parseHeader('Cognito identity', invocation.cognitoIdentity, log)",
        "((parsed) => parsed && { cognitoIdentityId: parsed.identityId, cognitoIdentityPoolId: parsed.identityPoolId })(parseHeader('Cognito identity', invocation.cognitoIdentity, log))",
      ),
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.cognito-identity',
    variant: 'not-served',
    defect: 'Fails each invocation that has an identity, as Quarkus 3.34.2 does.',
    changes: [
      inContext(
        "identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log),",
        "identity: (() => { if (invocation.cognitoIdentity !== undefined) throw Object.assign(new Error('no identity'), { stack: '' }); return undefined; })(),",
      ),
    ],
    code: 'wrong-value',
    says: 'no identity',
  },
  {
    requirement: 'context.utf8-header-bytes',
    defect: 'Ends when a header is not ASCII.',
    changes: [
      {
        file: 'invocation.js',
        find: "const bytes = Buffer.from(raw, 'latin1');",
        replace:
          "const bytes = Buffer.from(raw, 'latin1');\n    if (/[^\\t -~]/.test(raw)) throw new Error('not ASCII');",
      },
    ],
    code: 'no-outcome',
  },
  {
    requirement: 'context.large-headers',
    defect: 'Takes 3 KiB of headers.',
    changes: [
      { file: 'exchange.js', find: 'maxHeaderSize: MAX_HEADER_BYTES,', replace: 'maxHeaderSize: 3072,' },
    ],
    code: 'not-served',
  },
  {
    requirement: 'context.larger-headers',
    defect: 'Keeps the default header limit of Node.',
    changes: [{ file: 'exchange.js', find: 'maxHeaderSize: MAX_HEADER_BYTES,', replace: '' }],
    code: 'not-served',
  },
  {
    requirement: 'context.arn-missing',
    defect: 'Ends when an event has no ARN.',
    changes: [
      {
        file: 'invocation.js',
        find: 'if (requestId === undefined)',
        replace:
          "if (header('lambda-runtime-invoked-function-arn') === undefined) throw new Error('no ARN');\n    if (requestId === undefined)",
      },
    ],
    code: 'no-outcome',
  },
  {
    requirement: 'context.log-names-missing',
    defect: 'Assumes that the log group variable is always set.',
    changes: [inContext("env['AWS_LAMBDA_LOG_GROUP_NAME'],", "env['AWS_LAMBDA_LOG_GROUP_NAME'].toString(),")],
    code: 'does-not-start',
  },
  {
    requirement: 'context.client-context-any-json',
    defect: 'Requires strings as custom values of the client context.',
    changes: [
      inContext(
        "parseHeader('client context', invocation.clientContext, log)",
        "((parsed) => { for (const value of Object.values(parsed?.custom ?? {})) value.trim(); return parsed; })(parseHeader('client context', invocation.clientContext, log))",
      ),
    ],
    code: 'not-served',
    says: 'value.trim is not a function',
  },
  {
    requirement: 'context.values-kept-whole',
    defect: 'Splits header values at commas.',
    changes: [
      {
        file: 'invocation.js',
        find: "traceId: header('lambda-runtime-trace-id'),",
        replace: "traceId: header('lambda-runtime-trace-id')?.split(',')[0],",
      },
    ],
    code: 'value-incomplete',
  },
  {
    requirement: 'context.request-id',
    variant: 'missing',
    defect: 'Shows the handler no request id.',
    changes: [inContext('awsRequestId: invocation.requestId,', '')],
    code: 'wrong-value',
  },
  {
    requirement: 'context.request-id',
    variant: 'made-up',
    defect: 'Shows the handler an invented request id.',
    changes: [inContext('awsRequestId: invocation.requestId,', 'awsRequestId: crypto.randomUUID(),')],
    code: 'wrong-value',
  },
  {
    requirement: 'context.client-context',
    variant: 'never-read',
    defect: 'Reads neither the client context nor the Cognito identity.',
    changes: [
      inContext("parseHeader('client context', invocation.clientContext, log)", 'undefined'),
      inContext("identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log),", ''),
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.invoked-arn',
    variant: 'misspelt',
    defect: 'Reads the ARN from a header that does not exist.',
    changes: [
      {
        file: 'invocation.js',
        find: "header('lambda-runtime-invoked-function-arn')",
        replace: "header('lambda-runtime-aws-invoked-function-arn')",
      },
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.fields-from-own-headers',
    variant: 'trace-from-request-id',
    defect: 'Fills the trace from the header of the request id.',
    changes: [
      {
        file: 'invocation.js',
        find: "traceId: header('lambda-runtime-trace-id'),",
        replace: "traceId: header('lambda-runtime-aws-request-id'),",
      },
    ],
    code: 'wrong-header',
  },
  {
    requirement: 'context.client-context',
    variant: 'environment-lost',
    defect: 'Reads the environment of the client context under another name.',
    changes: [
      {
        file: 'context.js',
        find: "parseHeader('client context', invocation.clientContext, log)",
        replace:
          "(({ client, custom, environment } = {}) => ({ client, custom, env: environment }))(parseHeader('client context', invocation.clientContext, log))",
      },
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.client-context',
    variant: 'member-lost',
    defect: 'Leaves out one member of the client.',
    changes: [
      {
        file: 'context.js',
        find: 'return JSON.parse(json);',
        replace: "return JSON.parse(json, (key, value) => (key === 'app_version_name' ? undefined : value));",
      },
    ],
    code: 'wrong-value',
  },
  {
    requirement: 'context.empty-header-is-missing',
    variant: 'made-up',
    defect: 'Makes up a trace id if the header is empty.',
    changes: [
      {
        file: 'invocation.js',
        find: "traceId: header('lambda-runtime-trace-id'),",
        replace:
          "traceId: header('lambda-runtime-trace-id') ?? (headers['lambda-runtime-trace-id'] === undefined ? undefined : 'Root=0'),",
      },
    ],
    code: 'value-for-empty-header',
  },
  {
    requirement: 'context.large-headers',
    variant: 'cut',
    defect: 'Keeps only the first 2 KiB of a header.',
    changes: [
      {
        file: 'invocation.js',
        find: "clientContext: header('lambda-runtime-client-context'),",
        replace: "clientContext: header('lambda-runtime-client-context')?.slice(0, 2048),",
      },
    ],
    code: 'value-incomplete',
  },
  {
    requirement: 'context.larger-headers',
    variant: 'cut',
    defect: 'Keeps only the first 8 KiB of a header.',
    changes: [
      {
        file: 'invocation.js',
        find: "clientContext: header('lambda-runtime-client-context'),",
        replace: "clientContext: header('lambda-runtime-client-context')?.slice(0, 8192),",
      },
    ],
    code: 'value-incomplete',
  },
];

function inContext(find: string, replace: string): SourceChange {
  return { file: 'context.js', find, replace };
}

function strictParser(): SourceChange {
  return inContext(
    'log(`ignoring a ${what} that is not valid JSON`);',
    'throw new Error(`no JSON in ${what}`);',
  );
}
