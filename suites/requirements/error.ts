import type { Requirement } from '../../harness/run/requirement.ts';

/** Settling an invocation with its failure: `POST /runtime/invocation/{id}/error`. */
export const error = {
  'error.posted-to-invocation': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime reports a failing handler with POST `/2018-06-01/runtime/invocation/{id}/error`.',
    observe: 'Run `throw`; exactly one POST goes to /error of that id, and none to /response.',
    deviations: {
      'not-at-error-path':
        'A handler failure is not posted to the error path of its invocation, or is also posted elsewhere.',
      'wrong-method': 'A handler failure is reported with another method than POST.',
    },
    cause:
      'A failure is posted to /response as an ordinary document, swallowed, or left to end the process. Catch everything the handler can raise and POST it to `/2018-06-01/runtime/invocation/{id}/error`.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    ],
  },
  'error.json-shape': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends a JSON object with a string `errorMessage` and a string `errorType` as the body of an error.',
    observe: 'Parse the body of every /error POST; a string that holds JSON is not an object.',
    deviations: {
      'malformed-body':
        'The body of an error report is not a JSON object with a string `errorMessage` and a string `errorType`.',
    },
    cause:
      'The body is plain text or a string that holds encoded JSON, or the encoder fails on the error object itself. Build an object with `errorMessage` and `errorType` as strings and encode that object once.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
    ],
  },
  'error.stack-trace-is-strings': {
    level: 'MAY',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime sends `stackTrace`, where it sends one, as an array of strings.',
    observe: 'Check the type of the member in every /error body.',
    deviations: {
      'not-strings': 'The `stackTrace` of an error report is not an array of strings.',
      'wrong-name': 'The stack trace of an error report is called `trace`, not `stackTrace`.',
    },
    cause:
      'The stack is sent as one text with line feeds, or as an object per frame. Send an array with one string per frame, or leave the member out.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
    ],
  },
  'error.content-type': {
    level: 'MUST',
    advisory: true,
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:throw',
    tier: 4,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime labels an error report `Content-Type: application/vnd.aws.lambda.error+json`.',
    observe: 'Read the header of every /error POST; report it, never fail on it.',
    deviations: {
      'wrong-content-type': 'An error report is not labelled as `application/vnd.aws.lambda.error+json`.',
    },
    cause:
      'The report goes out with the usual JSON type of the client, or with none; nearly all official clients do the same and the service accepts it. To follow the OpenAPI text, set `application/vnd.aws.lambda.error+json` on both error endpoints.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'error.type-header-sent': {
    level: 'MAY',
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends `Lambda-Runtime-Function-Error-Type` with an error report.',
    observe: 'Read the header; the service builds the error from it when the body is missing or unreadable.',
    deviations: {
      'no-type-header': 'An error report has no `Lambda-Runtime-Function-Error-Type` header.',
    },
    cause:
      'The type is put into the body only, or the header was added for init errors and forgotten for invocation errors. Set `Lambda-Runtime-Function-Error-Type` in the one function that posts both kinds of report.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'error.type-header-form': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime gives the error-type header the form Category.Reason, as AWS recommends.',
    observe:
      'Match the value: a category, a dot and a reason. The emulator keeps only `Runtime.` or `Function.` followed by a capital and another letter, and files everything else as unknown; a class of one letter is not a deviation.',
    deviations: {
      'malformed-type-header': 'The error-type header does not have the form Category.Reason.',
    },
    cause:
      'The header carries a bare class name, a fixed word such as `unhandled`, or a prefix of the language. Send `Function.` or `Runtime.` and a capitalised word of ASCII letters, for example `Function.ValidationError`.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda/fatalerror/fatalerror.go',
    ],
  },
  'error.mirrors-failure': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports the class and the text of the failure as `errorType` and `errorMessage`, without additions.',
    observe:
      'Run `throw` with two types and several messages; the types differ and each message equals what was thrown.',
    deviations: {
      'wrong-message': 'The `errorMessage` of a report is not the text of the failure.',
      'same-type': 'The runtime reports failures of two classes with the same `errorType`.',
    },
    cause:
      'The type is a constant, or the message is the whole printed form of the error with the type or the stack in it. Take the class name and the message from the error separately; Step Functions selects its Catch branch by `errorType`.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/hotsock/voker/blob/59c7289/examples/runtime-probe/probe.sh',
    ],
  },
  'error.text-legal-everywhere': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 2,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime produces valid JSON and legal header values from any error text.',
    observe:
      'Run `throw` with messages over U+0000 to U+FFFF: quotes, CR, LF, DEL, control characters, emoji, 100 kB of text. The request parses strictly and no raw CR, LF or DEL is inside a header.',
    deviations: {
      'illegal-http': 'The text of an error makes the report illegal HTTP.',
      'not-reported': 'An error is not reported because of its text.',
      'invalid-json': 'The text of an error makes the body of the report invalid JSON.',
    },
    cause:
      'The message is pasted into a JSON template or copied into a header, where quotes, CR, LF, DEL or non-ASCII text break the request. Build the body with a JSON encoder, and reduce header values to printable ASCII.',
    source: [
      'https://www.rfc-editor.org/rfc/rfc8259',
      'https://www.rfc-editor.org/rfc/rfc9110',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/server.go',
    ],
  },
  'error.loop-continues': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime continues with `next` after it has reported an ordinary error of the handler.',
    observe:
      'Run `throw`, then a good event; both get their outcome within a bound. A panic or another fatal failure may end the process.',
    deviations: {
      'does-not-go-on': 'The runtime does not go on with `next` after a handler error.',
    },
    cause:
      'The error path returns from the loop or throws again after the report, or the loop keeps waiting for the failed handler. Once the report has been answered, fall through to the next poll.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/hotsock/voker/blob/59c7289/examples/runtime-probe/probe.sh',
    ],
  },
  'error.same-process-after': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:throw,state',
    tier: 2,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime keeps the same process and its state after an ordinary handler error.',
    observe: 'Run `state`, `throw`, `state`; the boot id is unchanged and the count goes on.',
    deviations: {
      'process-ended': 'The process does not survive an ordinary handler error.',
    },
    cause:
      'The runtime exits after every error and relies on a restart, which loses the warm state and costs another init. Keep the process for ordinary handler errors, and exit only when the runtime itself cannot go on.',
    source: ['https://github.com/hotsock/voker/blob/59c7289/examples/runtime-probe/probe.sh'],
  },
  'error.uncaught-failure-reported': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:panic',
    tier: 2,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime reports a failure that escapes normal error handling (panic, fatal error class, unhandled rejection, failing thread of the invocation) before the process ends.',
    observe:
      'Run `panic`, before and after the first suspension point where the language has one; expect /error for the id, then a new poll or a non-zero exit.',
    deviations: {
      'not-reported': 'A failure that escapes normal error handling is not reported.',
      'neither-polls-nor-exits':
        'After the report of an escaped failure the runtime neither polls nor exits non-zero.',
    },
    cause:
      'The guard catches ordinary errors only, not a panic in another task, a fatal error class or an unhandled rejection. Install the last-resort handler of the language (`catch_unwind`, `uncaughtException`, a catch of Throwable or BaseException), post /error for the current id from there, then poll or exit non-zero.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'error.non-error-values': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:panic',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends a well-formed report of thrown values that are not errors, such as a string, a number, null or nothing.',
    observe: 'Run `panic` in the variant that throws such a value, where the language allows it.',
    deviations: {
      'malformed-report': 'A thrown value that is not an error does not become a well-formed report.',
      'value-lost': 'The report of a thrown text or number does not contain it.',
    },
    cause:
      'The report reads the name and the message of the thrown value, and a string, a number or null has neither. Convert unknown values first: the kind of the value becomes `errorType`, its text `errorMessage`.',
    source: ['https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Errors.js'],
  },
  'error.unserializable-fields': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:cyclic-error',
    tier: 2,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime still reports an error whose own fields cannot be serialised (cycles, failing accessors).',
    observe: 'Throw an error that refers to itself; a well-formed /error follows.',
    deviations: {
      'malformed-report': 'An error that refers to itself does not become a well-formed report.',
      'other-error-reported': 'Instead of an error that refers to itself another error is reported.',
    },
    cause:
      'The error object itself is handed to the JSON encoder, which follows its fields into a cycle or a failing accessor. Copy only name, message and stack into the report, as strings, each read under a guard.',
    source: ['https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Errors.js'],
  },
  'error.handler-not-rerun': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:throw,state',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime does not run the handler a second time for an event that failed.',
    observe: 'Compare the `state` count before and after a `throw`: it grows by one per delivered event.',
    deviations: {
      'not-run-once': 'The handler does not run exactly once for an event that fails.',
    },
    cause:
      'A retry wrapper around the handler or the whole iteration runs it again after the failure. Retries belong to the service; call the handler once per delivered event.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'error.not-after-response': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime posts no response for an invocation it reported as failed, and no error for one it answered.',
    observe: 'Look for both kinds of POST under one id.',
    deviations: {
      'error-after-response': 'The runtime posts an error for an invocation that it has answered.',
      'response-after-error':
        'The runtime posts a response for an invocation that it has reported as failed.',
    },
    cause:
      'One try block spans the handler and the response post, or a hook fails after the response has gone out. End the guard before the post, and note in the invocation that it is settled.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'error.refusal-bounded': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime sends a bounded number of requests, and does not hang, after a 400, 403 or 413 on an error report.',
    observe: 'Answer each; then a new poll or an exit follows.',
    deviations: {
      'does-not-settle':
        'After its error report is refused the runtime posts again and again, or neither polls nor exits.',
    },
    cause:
      'The report is repeated until it is accepted, or its refusal is reported as another error. Treat a refused report as the end of that invocation: log it and poll, or exit non-zero.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'error.500-is-fatal': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:throw',
    tier: 2,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime exits promptly when its error report is answered with 500.',
    observe: 'Answer 500 and wait for the end of the process.',
    deviations: {
      'does-not-exit': 'The runtime does not exit after a 500 on its error report.',
    },
    cause:
      'The status of the error post is ignored, so the loop continues in a lost container. Check the replies of all calls in one shared place that logs a 500 and exits non-zero.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'error.size-bounded': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 4,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime keeps the body of an error report below 1 MiB and all headers of the request together below 1 MB.',
    observe: 'Run `throw` with a message of 5 MB and measure.',
    deviations: {
      'not-reported': 'A failure with a very long message is not reported.',
      'other-error-reported': 'Instead of a failure with a very long message another error is reported.',
      'headers-too-large': 'The headers of an error report grow with the failure beyond 1 MB.',
      'body-too-large': 'The body of an error report grows with the failure beyond 1 MiB.',
    },
    cause:
      'Message and stack are sent at full length, often a second time inside a header. Cut the message at some hundred KiB and the stack at some dozens of frames, and mark the cut.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/rapi/handler/invocationerror.go',
    ],
  },
  'error.xray-cause-well-formed': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:throw',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends `Lambda-Runtime-Function-XRay-Error-Cause`, if at all, as one line of JSON with the four known fields.',
    observe:
      'Parse the header: working_directory, exceptions, paths and message, and per exception message, type and stack; beyond 64 KiB it is cropped.',
    deviations: {
      'malformed-cause': 'The X-Ray cause of an error report is not the JSON that Lambda reads.',
    },
    cause:
      'The header holds pretty-printed JSON, other field names, or a document over the 64 KiB at which it is cropped. Encode the cause on one line of ASCII and drop stack frames until it fits; or leave the header out.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/model/error_cause.go',
    ],
  },
  'error.never-settling-handler': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:never+notices-never',
    tier: 4,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime reports a handler that can no longer finish, where the language can tell, instead of hanging.',
    observe:
      'Return a promise that never settles, with no other work pending; expect /error. Skip where it cannot be detected.',
    deviations: {
      'not-reported': 'A handler that can no longer finish is not reported.',
    },
    cause:
      'The handler returned a promise that never settles, and the event loop is empty while the runtime waits. Detect this state (`beforeExit` in Node) and report it for the current id with a clear message.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/BeforeExitListener.js',
    ],
  },
  'error.own-timeout-uses-error': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:sleep',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime uses /error if it enforces the deadline by itself; it need not, since the service reports timeouts.',
    observe: 'Run `sleep` beyond a short deadline and look at what is posted, if anything.',
    deviations: {
      'not-reported': 'The runtime enforces the deadline itself, but does not report it to `/error`.',
    },
    cause:
      'A timer of the runtime ends the invocation and posts the timeout as a response, or posts nothing. Post it to /error, or remove the timer, since the service reports timeouts.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rie/handlers.go',
    ],
  },
  'error.exit-is-no-success': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:exit',
    tier: 4,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime never turns a handler that ends the process into a successful response.',
    observe: 'Run `exit` with code 3: no /response; the process ends or an error is reported.',
    deviations: {
      'posted-as-success': 'A handler that ends the process is posted as a success.',
    },
    cause:
      'An exit hook or wrapper posts the output so far when the handler ends the process, or maps the exit to a normal return. Let the process end without a response, or report the exit to /error.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapid/exit.go',
    ],
  },
  'error.before-first-streamed-byte': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime reports a streaming handler that fails before its first byte through /error, or through the error trailers of a stream that has begun without a byte.',
    observe:
      "Run `stream` with `failAfter` 0. AWS's Node client opens the response before the handler runs, and reports the failure in its trailers.",
    deviations: {
      'not-at-error-path':
        'A streaming handler that fails before its first byte is reported neither through /error nor by error trailers.',
    },
    cause:
      'The streamed response is opened before the handler has produced anything, and an early failure ends it like a success. Delay the request until the first write, and report failures before that through /error; or attach the error trailers.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/ResponseStream.js',
    ],
  },
  'error.empty-message-kept': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends both members of the error object even when the message is empty or missing.',
    observe: 'Run `throw` with an empty message; `errorMessage` and `errorType` are strings.',
    deviations: {
      'member-missing': 'The report of a failure without a message lacks a member.',
    },
    cause:
      'An empty message is dropped as falsy, or by an encoder that omits empty fields. Always write both members, with an empty string where there is no text.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
    ],
  },
  'error.request-id-in-body': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:throw',
    tier: 4,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime names the request id in the body of an error report.',
    observe: 'Look for `requestId` in the /error body and report it.',
    deviations: {
      'no-request-id': 'The body of an error report does not name the request id.',
    },
    cause:
      'The function that builds the error document does not know the invocation. Pass the request id to it and add it as `requestId`, so that the error can be understood without its log.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_client.py',
      'https://github.com/awslabs/llrt/blob/23916d8/llrt_core/src/runtime_client.rs',
    ],
  },
  'error.cause-chains-bounded': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:cyclic-error',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime reports errors with cyclic or very deep chains of causes without overflow or hang.',
    observe:
      'Throw an error whose cause chain is a cycle, and one 10,000 causes deep; a report that names the error arrives within a few seconds, and the next poll follows.',
    deviations: {
      'not-reported': 'An error with a cyclic or very deep chain of causes is not reported.',
      'other-error-reported':
        'Instead of an error with a cyclic or very deep chain of causes another error is reported.',
      'does-not-go-on':
        'The runtime does not go on after an error with a cyclic or very deep chain of causes.',
    },
    cause:
      'The report follows causes recursively and without a limit, so a cycle or a very long chain overflows the stack. Walk the chain in a loop, remember the errors already seen, and stop after some ten levels.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'error.panic-message-kept': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:panic+keeps-error-messages',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime keeps the message of a panic or fatal error in its report, formatted messages included.',
    observe: 'Run `panic` with a message; `errorMessage` contains it.',
    deviations: {
      'message-lost': 'The report of a panic lacks its message.',
    },
    cause:
      'Only one kind of panic payload is handled: in Rust a literal message is a `&str`, a formatted one a `String`. Handle both, and fall back to the printed form of the value.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'error.text-round-trips': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime delivers the characters of an error message intact in `errorMessage`.',
    observe:
      'Run `throw` with non-ASCII messages and compare after parsing; where bytes are signed or unsigned by platform, on both CPU families.',
    deviations: {
      'text-altered': 'The characters of an error message do not arrive intact.',
    },
    cause:
      'Characters are escaped byte by byte, and where `char` is signed every byte above 7F becomes a wrong escape; or the message goes through a one-byte charset. Escape quotes, backslashes and control characters only, and pass UTF-8 through.',
    source: ['https://www.rfc-editor.org/rfc/rfc8259'],
  },
  'error.odd-type-names': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:throw+names-error-classes',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime sends a legal request for error types with non-ASCII, very long or control-character names.',
    observe:
      'Run `throw` with types such as a Cyrillic word, a name with a line feed and one of 10 kB; the headers parse strictly and the report arrives.',
    deviations: {
      'illegal-http': 'The type name of an error makes the report illegal HTTP.',
      'not-reported': 'An error is not reported because of its type name.',
      'invalid-json': 'The type name of an error makes the body of the report invalid JSON.',
    },
    cause:
      'The class name goes into `Lambda-Runtime-Function-Error-Type` as it is, and the HTTP library refuses it or breaks the request. Keep the full name in the body; put it into the header only if it is short ASCII, otherwise a fixed value such as `Function.Unknown`.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
} as const satisfies Record<string, Requirement>;
