import type { Requirement } from '../../harness/run/requirement.ts';

/** The context that the handler gets, from headers and environment. */
export const context = {
  'context.given-to-handler': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime builds a context from the environment and the invocation headers and passes it to the handler.',
    observe: 'Run `context`; the answer is not empty.',
    deviations: {
      'no-context': 'The runtime calls the handler without a context.',
    },
    cause:
      'The handler is called with the event alone, or with a context that is null or empty. Build a context from the headers and the environment for each invocation and pass it in the way handlers of the language expect.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'context.request-id': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime exposes the request id of the current invocation.',
    observe: 'Run `context` three times and compare with the delivered ids.',
    deviations: {
      'wrong-value': 'The context does not show the request id of the invocation.',
    },
    cause:
      'The field is left empty, made up by the runtime, or kept from the first event. Copy `Lambda-Runtime-Aws-Request-Id` of each reply into the context of that invocation.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/InvokeContext.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_context.py',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/types.rs',
    ],
  },
  'context.invoked-arn': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime exposes the function ARN of the current invocation, which can change between invocations.',
    observe: 'Deliver an ARN that ends in a version and one that ends in an alias; both come back whole.',
    deviations: {
      'wrong-value': 'The context does not show the function ARN of the invocation.',
    },
    cause:
      'The ARN is put together from name and region, kept from the first event, cut at a colon, or read under a misspelt name. Copy `Lambda-Runtime-Invoked-Function-Arn` whole, for each invocation.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'context.function-facts-from-environment': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime takes function name, version, memory limit, log group and log stream from the environment.',
    observe: 'Start with unusual values and run `context`.',
    deviations: {
      'wrong-function-name': 'The context does not show the function name of the environment.',
      'wrong-function-version': 'The context does not show the function version of the environment.',
      'wrong-memory-limit': 'The context does not show the memory limit of the environment.',
      'wrong-log-group': 'The context does not show the log group of the environment.',
      'wrong-log-stream': 'The context does not show the log stream of the environment.',
    },
    cause:
      'The fields are constants, taken from the ARN, or missing from the context. Read AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_VERSION, AWS_LAMBDA_FUNCTION_MEMORY_SIZE, AWS_LAMBDA_LOG_GROUP_NAME and AWS_LAMBDA_LOG_STREAM_NAME at start.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    ],
  },
  'context.client-context': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime parses the client context and exposes its `client`, `env` and `custom` parts.',
    observe:
      'Deliver the header with JSON and run `context`. A runtime that moves the member `w3c` to a place of its own loses nothing.',
    deviations: {
      'wrong-value': 'The context does not show the client context of the invocation.',
    },
    cause:
      'The header is never read, decoded as base64 although it already is plain JSON, or read with wrong key names. Parse `Lambda-Runtime-Client-Context` as JSON and expose its `client`, `env` and `custom`.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/InvokeContext.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_context.py',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
    ],
  },
  'context.identity-headers-absent': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime exposes an absent client context or Cognito identity as nothing, not as an error.',
    observe: 'Leave both headers out and run `context`.',
    deviations: {
      'value-for-absent-header': 'The runtime exposes a value for an absent header.',
    },
    cause:
      'An absent header goes to the JSON parser, or becomes an object full of empty strings. Test for presence first and expose null, nil or None when there is no header.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/rendering/rendering.go',
    ],
  },
  'context.empty-header-is-missing': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime treats empty invocation headers as missing.',
    observe:
      'Deliver Client-Context, Cognito-Identity and Trace-Id with an empty value and with blanks only; the echo comes back.',
    deviations: {
      'not-served': 'The runtime does not serve an invocation with an empty header.',
      'value-for-empty-header': 'The handler sees a value although the header is empty.',
    },
    cause:
      'The code checks only for absence, so an empty or blank value reaches the JSON parser. Trim the value and treat an empty one exactly as a missing one.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_client.py',
    ],
  },
  'context.malformed-identity-json': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'caller',
    costs: 'process',
    text: 'The runtime survives malformed JSON in the client-context or Cognito header: it reports an error for that invocation or ignores the header.',
    observe: 'Deliver `{bad`; an outcome is posted and the next event is served.',
    deviations: {
      'no-outcome': 'The runtime posts no outcome for an invocation with malformed JSON in a header.',
      'next-not-served':
        'The runtime does not serve the invocation after one with malformed JSON in a header.',
    },
    cause:
      'The headers are parsed before the guard of the handler begins, so bad JSON in them ends the loop. Parse them inside the guard, or log and ignore what cannot be parsed.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/InvokeContext.js',
    ],
  },
  'context.cognito-identity': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 4,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime exposes the Cognito identity id and pool id from `cognitoIdentityId` and `cognitoIdentityPoolId`.',
    observe: 'Deliver the header, also with empty members, and run `context`.',
    deviations: {
      'wrong-value': 'The context does not show the Cognito identity.',
      'empty-identity-not-served':
        'The runtime does not serve an invocation whose Cognito identity has empty members.',
    },
    cause:
      'The header is not read, or its keys are looked up as `identity_id`, `cognito_identity_id` and the like. Parse `Lambda-Runtime-Cognito-Identity` and take `cognitoIdentityId` and `cognitoIdentityPoolId`, both of them optional.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/model/cognitoidentity.go',
      'https://github.com/aws/containerized-test-runner-for-aws-lambda/blob/a34e704/test/resources/simple_test_suite_with_empty_cognito_identity.json',
    ],
  },
  'context.tenant-id': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'tenant-isolation',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime exposes the tenant id of `Lambda-Runtime-Aws-Tenant-Id`, and nothing when the header is absent.',
    observe: 'Run `context` with and without the header, whose name only the emulator gives.',
    deviations: {
      'wrong-value': 'The runtime does not show the handler the tenant id of its invocation.',
      'value-for-absent-header': 'The runtime shows a tenant id for an invocation without one.',
    },
    cause:
      'The header is younger than the runtime, or its value stays in a global after the first tenant. Copy `Lambda-Runtime-Aws-Tenant-Id` into the context of its own invocation, and leave the field unset when the header is absent.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-context.html',
      'https://github.com/hotsock/voker/blob/59c7289/examples/runtime-probe/probe.sh',
    ],
  },
  'context.no-leak-between-invocations': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime carries nothing over from one invocation to the context of the next.',
    observe:
      'Set client context, identity, tenant, trace and deadline in one invocation and leave them out of the next.',
    deviations: {
      'earlier-value': 'A later invocation shows a context value of an earlier one.',
    },
    cause:
      'One context object is reused, and each field is assigned only if its header is present. Make a new context for every invocation, and unset the trace variable when the event has no trace.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-context.html'],
  },
  'context.utf8-header-bytes': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'process',
    text: 'The runtime survives UTF-8 bytes in the raw client-context header.',
    observe: 'Deliver bytes above 7F; an outcome is posted and the loop goes on.',
    deviations: {
      'no-outcome': 'The runtime posts no outcome for an invocation with UTF-8 in its client context.',
      'next-not-served':
        'The runtime does not serve the invocation after one with UTF-8 in its client context.',
    },
    cause:
      'The HTTP library refuses header bytes above 7F, or strict decoding fails outside any guard. Take the value as bytes (or as Latin-1 and convert it back) and decode it as UTF-8 with replacement.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rie/handlers.go',
    ],
  },
  'context.large-headers': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime accepts a client context of the largest size that a caller may send.',
    observe: 'Deliver a client context of 3,500 bytes; a caller may send 3,583.',
    deviations: {
      'not-served': 'The runtime does not serve an invocation with large headers.',
      'value-incomplete': 'The handler does not see the whole value of a large header.',
    },
    cause:
      'A buffer for the header, or for all headers, is shorter. Raise the limit (`maxHeaderSize` of `http.request` in Node).',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html',
    ],
  },
  'context.larger-headers': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime also accepts headers that are larger than any that are documented.',
    observe: 'Deliver a client context of 8,000 to 64,000 bytes.',
    deviations: {
      'not-served': 'The runtime does not serve an invocation with larger headers.',
      'value-incomplete': 'The handler does not see the whole value of a larger header.',
    },
    cause:
      'The HTTP library limits the header block of a reply, to 16 KiB in Node and to 8 or 64 KiB elsewhere. Raise the limit (`maxHeaderSize` of `http.request` in Node).',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'],
  },
  'context.arn-missing': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime tolerates a missing function-ARN header.',
    observe: 'Leave it out; an outcome is posted.',
    deviations: {
      'no-outcome': 'The runtime posts no outcome for an invocation without a function ARN.',
      'next-not-served': 'The runtime does not serve the invocation after one without a function ARN.',
    },
    cause:
      'The ARN is read as a required header, and its absence throws. Make the field optional; the emulator sends a header only if it has a value for it.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/rendering/rendering.go',
    ],
  },
  'context.log-names-missing': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime works without the log-group and log-stream variables, which SnapStart does not set.',
    observe: 'Start without them and run an invocation.',
    deviations: {
      'does-not-start': 'The runtime does not work without the names of log group and log stream.',
    },
    cause:
      'The names of log group and stream are read as required variables. Fall back to an empty value, because SnapStart does not set them.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  'context.any-subset-of-headers': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime serves an invocation whose optional headers are any subset of the documented ones.',
    observe:
      'Echo with generated subsets of trace, ARN, deadline, client context and identity left out; the process survives all of them.',
    deviations: {
      'not-served': 'The runtime does not serve an invocation that lacks some of the optional headers.',
    },
    cause:
      'A header is indexed or unwrapped without a check, and its absence ends the process. Read all headers except the request id through one function that returns nothing when they are absent.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/rendering/rendering.go',
    ],
  },
  'context.client-context-any-json': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime accepts any JSON values in the members of the client context that a caller defines.',
    observe:
      'Deliver numbers, booleans, arrays, objects and null as members of `custom` and as an unknown member of `client`; the invocation is served.',
    deviations: {
      'not-served': 'The runtime does not accept every JSON value inside the client context.',
    },
    cause:
      '`custom` is declared as a map of strings, so one number, boolean or object makes the invocation fail. Declare its values as any JSON.',
    source: ['https://www.rfc-editor.org/rfc/rfc8259'],
  },
  'context.fields-from-own-headers': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:context,env',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime fills every context field, and the trace variable, from the header that belongs to it.',
    observe: 'Put a different sentinel value into every header and compare field by field.',
    deviations: {
      'wrong-header': 'A field of the context does not hold the value of its own header.',
    },
    cause:
      'Header names were mixed up or misspelt when lines were copied: the trace read from the ARN header, the trace variable filled from the request id. Compare every name with the documentation, and keep all names in one list of constants.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'context.values-kept-whole': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:context',
    tier: 4,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime keeps header values whole that contain colons, commas, equal signs or inner spaces.',
    observe: 'Deliver a seven-part ARN and generated values; compare with `context`.',
    deviations: {
      'value-incomplete': 'A field of the context does not hold the whole value of its header.',
    },
    cause:
      'A header line is split at every colon, or a value at commas or blanks, and only one part is kept. Split the line at its first colon and take all that follows, trimmed.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
} as const satisfies Record<string, Requirement>;
