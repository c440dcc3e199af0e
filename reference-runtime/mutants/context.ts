import type { Change, Mutant } from './mutant.ts';

/** Defects of the context. */
export const context: readonly Mutant[] = [
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
  },
  {
    requirement: 'context.function-facts-from-environment',
    defect: 'The version is a constant.',
    changes: [inContext("env['AWS_LAMBDA_FUNCTION_VERSION']", "'$LATEST'")],
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
  },
  {
    requirement: 'context.identity-headers-absent',
    defect: 'Makes an object full of empty strings of an absent identity.',
    changes: [
      inContext(
        "identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log),",
        "identity: parseHeader('Cognito identity', invocation.cognitoIdentity, log) ?? { cognitoIdentityId: '', cognitoIdentityPoolId: '' },",
      ),
    ],
  },
  {
    requirement: 'context.empty-header-is-missing',
    defect: 'Hands an empty header to the JSON parser, and fails with it.',
    changes: [
      { file: 'invocation.js', find: "return text === '' ? undefined : text;", replace: 'return text;' },
      strictParser(),
    ],
  },
  {
    requirement: 'context.malformed-identity-json',
    defect: 'Parses the client context outside any guard.',
    changes: [
      {
        file: 'invocation.js',
        find: 'body,\n    };',
        replace: "body, parsed: JSON.parse(header('lambda-runtime-client-context') ?? 'null'),\n    };",
      },
    ],
  },
  {
    requirement: 'context.no-leak-between-invocations',
    defect: 'Keeps the client context until another one comes.',
    changes: [
      inContext(
        "clientContext: parseHeader('client context', invocation.clientContext, log),",
        "clientContext: (globalThis.kept = parseHeader('client context', invocation.clientContext, log) ?? globalThis.kept),",
      ),
    ],
  },
  {
    requirement: 'context.any-subset-of-headers',
    defect: 'Takes the ARN for a header that always comes.',
    changes: [
      inContext(
        'invokedFunctionArn: invocation.invokedFunctionArn,',
        'invokedFunctionArn: invocation.invokedFunctionArn.trim(),',
      ),
    ],
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
  },
];

function inContext(find: string, replace: string): Change {
  return { file: 'context.js', find, replace };
}

function strictParser(): Change {
  return inContext(
    'log(`ignoring a ${what} that is not valid JSON`);',
    'throw new Error(`no JSON in ${what}`);',
  );
}
