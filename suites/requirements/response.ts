import type { Requirement } from '../../harness/run/requirement.ts';

/** Settling an invocation with its result: `POST /runtime/invocation/{id}/response`. */
export const response = {
  'response.posted-to-invocation': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime posts the result of a successful handler to `/2018-06-01/runtime/invocation/{id}/response`.',
    observe: 'Method and path of the POST.',
    deviations: {
      'wrong-path': 'The result of an invocation is not posted to the documented path.',
      'wrong-method': 'The result of an invocation is sent with another method than POST.',
      refused: 'The Runtime API refuses the result of an invocation.',
    },
    cause:
      'The result goes to another path (no API version, no id, a trailing slash, PUT for POST), or an empty result skips the post altogether. Build `/2018-06-01/runtime/invocation/{id}/response` in one place and POST every result there.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    ],
  },
  'response.exactly-one-outcome': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime posts exactly one outcome per invocation: one response or one error.',
    observe: 'Count the result POSTs per delivered id; zero is as wrong as two.',
    deviations: {
      'second-outcome': 'The runtime posts a second outcome for an invocation that already has one.',
      'no-outcome': 'The runtime posts no outcome for an invocation.',
    },
    cause:
      'A refused or failed response post reaches the error path of the handler, which posts /error as well; or an early return posts nothing. Keep the response post outside the try block of the handler, and post exactly one outcome on every path through the loop.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'response.body-is-the-result': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends the serialised result and nothing else: no banner, no log text, no byte order mark, no lost or added bytes beyond a final newline.',
    observe: 'Echo strings and documents, among them several lines with CR and LF, and compare the bytes.',
    deviations: {
      'body-differs': 'The body of a response is not the serialised result alone.',
      'text-converted': 'A text result that looks like another type is sent converted.',
    },
    cause:
      'A print adds text, `curl -d` strips CR and LF, an encoder writes a byte order mark, or a C string ends at a NUL. Send exactly the bytes of the serialiser, with their length; with curl that is `--data-binary @-`.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'response.valid-json': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends valid JSON as its result unless it documents raw output.',
    observe: 'Parse every response body that claims JSON.',
    deviations: {
      'invalid-json': 'The result is labelled as JSON and is not valid JSON.',
    },
    cause:
      'The result is turned into text by the default conversion of the language (`[object Object]`, `{key=value}`, `True`) instead of a JSON encoder. Serialise every result with the JSON library, or document that the runtime passes raw output.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'response.json-content-type': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime labels JSON results `Content-Type: application/json`.',
    observe: 'Read the header of the response POST.',
    deviations: {
      'wrong-content-type': 'A JSON result is not labelled as `application/json`.',
    },
    cause:
      'The HTTP library sends no type or its own default; curl and many others label a POST `application/x-www-form-urlencoded`. Set `Content-Type: application/json` on the response post yourself.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/runtime_api_client.go',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/rapid-client.cc',
      'https://github.com/aws/aws-lambda-ruby-runtime-interface-client/blob/70a2045/lib/aws_lambda_ric/lambda_server.rb',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Client/RuntimeApiClient.cs',
    ],
  },
  'response.nothing-is-null': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:nothing',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime reports a handler without a result as `null` or an empty body, neither as an error nor as a word such as "undefined".',
    observe: 'Run `nothing` and look at the body.',
    deviations: {
      'neither-null-nor-empty': 'A handler without a result yields neither `null` nor an empty body.',
    },
    cause:
      'The absence of a value is converted to text ("undefined", "None", "nil") or taken for a failure. Map it to the JSON `null` before the result is serialised.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
    ],
  },
  'response.string-encoded-once': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime encodes a string result as JSON exactly once, or passes it raw if it says so.',
    observe: 'Echo `"a\\"b"` and parse the body once.',
    deviations: {
      'not-encoded-once': 'A string result is not encoded as JSON exactly once.',
    },
    cause:
      'A result that is already JSON text is encoded a second time, or a plain string is sent without quotes. Encode the value that the handler returned once, in one place, right before the post.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_marshaller.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
    ],
  },
  'response.utf8-fidelity': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime delivers every character of a text result intact, or reports an error.',
    observe:
      'Echo text with emoji, combining marks, U+FFFF, lone surrogates and U+0000; compare after parsing.',
    deviations: {
      'text-altered': 'A text result arrives altered.',
    },
    cause:
      'The text passes through a one-byte charset, a buffer that ends at NUL, or a length counted in characters. Keep the result as UTF-8 bytes from the serialiser to the socket, and let the encoder escape U+0000 and lone surrogates as `\\u` sequences.',
    source: ['https://www.rfc-editor.org/rfc/rfc8259'],
  },
  'response.binary-untouched': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:binary',
    tier: 4,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends a binary result untouched and with a fitting Content-Type.',
    observe: 'Return the bytes 00 to FF and compare a hash.',
    deviations: {
      'bytes-altered': 'The bytes of a binary result arrive altered.',
      'wrong-content-type': 'A binary result is labelled as another type.',
    },
    cause:
      'Bytes are converted to a string before the post, which replaces all bytes that are not UTF-8. Post byte results raw as `application/octet-stream`, or document that the runtime is JSON only.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_marshaller.py',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/runtime_api_client.go',
      'https://github.com/awslabs/aws-lambda-cpp/blob/b83d8fa/src/runtime.cpp',
    ],
  },
  'response.maximum-size': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends results up to the documented quota of 6 MB completely (6,291,556 bytes on the emulator).',
    observe:
      'Echo a document just under the quota and check length, hash and JSON end; `big` isolates the response side.',
    deviations: {
      'result-incomplete': 'A result within the quota of 6 MB does not arrive completely.',
      'largest-result-incomplete':
        'A result of the largest size that the Runtime API accepts does not arrive completely.',
    },
    cause:
      'A body limit of the HTTP client, a partial write, or a command-line argument (about 128 KiB at most) cuts the result. Write until all bytes are sent, pass bodies by stdin or file, and lift limits above 6,291,556 bytes.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/interop/model.go',
    ],
  },
  'response.413-survived': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime survives a 413 on its response: no crash, no second run of the handler, and the next event is served.',
    observe: 'Answer 413 to a response and wait for the next poll.',
    deviations: {
      'does-not-go-on': 'The runtime does not go on after a 413 on its response.',
      'not-run-once': 'The handler does not run exactly once for each event before and after a 413.',
    },
    cause:
      'Every status except 202 raises an error that leaves the loop. Treat 413 as the end of that invocation: log it, post nothing more for the id (the service has already informed the caller), and poll again.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/requests.rs',
      'https://github.com/brefphp/bref/blob/147f375/src/Runtime/LambdaRuntime.php',
    ],
  },
  'response.403-after-413-tolerated': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime sends no further result after a 413, or tolerates the 403 that answers it.',
    observe: 'Answer 413 to the response and 403 to any /error for that id; the next poll still comes.',
    deviations: {
      'does-not-survive': 'The runtime posts again after a 413 and does not survive the 403 on that post.',
    },
    cause:
      'The refused response leads to a post to /error, and the 403 that answers it is fatal. After a 413 the invocation is over for the service: skip the /error, or at least survive its refusal.',
    source: [
      'https://github.com/brefphp/bref/issues/1562',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'response.400-bounded': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime does not endlessly retry a response that is refused with 400: it continues or exits non-zero.',
    observe: 'Answer 400 InvalidRequestID; at most two POSTs follow.',
    deviations: {
      'does-not-settle':
        'After a 400 on `/response` the runtime posts again and again, or neither polls nor exits.',
      'exits-with-0': 'The runtime exits with code 0 after a 400 on `/response`.',
    },
    cause:
      'A retry loop repeats the post until it gets a 202, although the same request will be refused each time. Never retry a 4xx; log it, then poll again or exit non-zero.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'response.403-bounded': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime sends a bounded number of requests, and no further errors, after a 403 on its response.',
    observe: 'Answer 403 to everything after the first response; count the requests.',
    deviations: {
      'does-not-settle':
        'After a 403 on `/response` the runtime posts again and again, or neither polls nor exits.',
      'answers-with-error': 'The runtime posts an error report after a 403 on its response.',
    },
    cause:
      'A refused response triggers an error report, whose refusal triggers another report, and so on. Log a refused post; never follow it with another post.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://github.com/brefphp/bref/issues/1562',
    ],
  },
  'response.500-is-fatal': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime treats a 500 on its response as a container error and exits promptly, non-zero.',
    observe: 'Answer 500; the process ends and no further handler runs.',
    deviations: {
      'does-not-fail': 'The runtime does not exit non-zero after a 500 on `/response`.',
    },
    cause:
      'The status of the response post is never read, or every failure is logged and ignored. A 500 means that the state of the container is lost: log it and exit non-zero at once.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'response.unserializable-is-an-error': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:unserializable',
    tier: 2,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime reports a result that cannot be serialised through /error and carries on.',
    observe: 'Run `unserializable`; expect a well-formed /error (a Marshal-like type) and then a new poll.',
    deviations: {
      'not-reported': 'A result that cannot be serialised is not reported as an error.',
      'does-not-go-on': 'The runtime does not go on after a result that cannot be serialised.',
    },
    cause:
      'The result is serialised after the block that catches handler errors, so a cyclic value or a function escapes the loop. Serialise inside the guard and report a failure as an error of its own type, such as `Runtime.MarshalError`.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_marshaller.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'response.reply-awaited-before-next': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime waits for the reply to its result POST before it calls `next`.',
    observe: 'Delay the 202 by 2 s; no GET arrives before it.',
    deviations: {
      'polls-early': 'The runtime polls before its result has been answered.',
      'polls-early-after-error': 'The runtime polls before its error report has been answered.',
    },
    cause:
      'The runtime starts the post but does not wait for its promise, future or thread. Wait for the status of the result post before you poll, because the process may be frozen as soon as it has polled.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'response.reply-body-ignored': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime treats a 202 as success regardless of the body of the reply.',
    observe:
      'Answer 202 with an empty body, with plain text, chunked, and with 64 KB, to a response and to an error report.',
    deviations: {
      'does-not-go-on': 'The runtime does not go on after a 202 with an unusual body.',
      'stops-after-error':
        'The runtime does not go on after a 202 with an unusual body that answers an error report.',
    },
    cause:
      'The client parses the body of the reply as JSON and treats a parse failure as a failed post. Check only the status; read the body and discard it.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/runtime_api_client.go',
    ],
  },
  'response.200-204-accepted': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime accepts 200 and 204 on a result POST like 202.',
    observe: 'Answer 200 and 204, to a response and to an error report, and wait for the next poll.',
    deviations: {
      'not-accepted': 'The runtime does not treat a 200 or 204 on its result as a success.',
      'error-not-accepted': 'The runtime does not treat a 200 or 204 on its error report as a success.',
    },
    cause:
      'The status is compared with 202 for equality. Accept 200 and 204 as well; some emulators and older test tools answer with them.',
    source: [
      'https://github.com/awslabs/aws-lambda-cpp/blob/b83d8fa/src/runtime.cpp',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_client.py',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Client/RuntimeApiClient.cs',
    ],
  },
  'response.no-mode-header-when-buffered': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime sends no `Lambda-Runtime-Function-Response-Mode` header with a buffered result.',
    observe: 'Read the headers; any value except lower-case `streaming` is refused with 400.',
    deviations: {
      'mode-header-sent': 'A buffered result carries the header that announces a streamed one.',
    },
    cause:
      'The header is set on every response, with a value such as `buffered`, or stays on a shared request object after a streamed one. Send it with streamed responses only; a response without it is buffered.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/handler/invocationresponse.go',
    ],
  },
  'response.framing': {
    level: 'MUST',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime frames its request bodies correctly: a Content-Length that counts bytes, or valid chunked coding with its end, never both.',
    observe:
      'Parse every request strictly; echoed 2-, 3- and 4-byte characters expose a length that counts characters instead of bytes.',
    deviations: {
      'longer-than-announced': 'A request body is longer than its Content-Length.',
      'shorter-than-announced': 'A request body is shorter than its Content-Length.',
      malformed: 'The body of a request is not framed as HTTP/1.1 requires.',
    },
    cause:
      'Content-Length is the length of a string in characters, or is set by hand on a body that the library also sends in chunks. Compute it from the encoded bytes, or leave the framing to the library altogether.',
    source: [
      'https://www.rfc-editor.org/rfc/rfc9112',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/handler/invocationresponse.go',
    ],
  },
  'response.id-unmodified': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime puts request ids that are not UUIDs into the path as they are, as long as they consist of characters a path allows.',
    observe: 'Use ids such as `test-1` and one of 128 letters, digits, `-`, `_` and `.`.',
    deviations: {
      'id-altered': 'The runtime alters a request id that is not a UUID in the path.',
    },
    cause:
      'The id is parsed as a UUID, changed in case, cut to a fixed length, or run through an escape that also encodes `-`, `_` or `.`. Keep it as an opaque string and put it into the path as it came.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'response.late-failure-not-posted': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:late-failure',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime posts no error for an id whose response has already been accepted.',
    observe: 'Run `late-failure` with 50 ms and watch for a stray POST.',
    deviations: {
      'late-failure-posted': 'The runtime posts a failure that came after the response had been accepted.',
    },
    cause:
      'A process-wide hook for unhandled failures reports to the last id it saw. Clear the current id as soon as its result has been accepted, and log later failures, or exit, without a post.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'response.refusal-logged': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime logs to stdout or stderr when the post of a result is refused or fails.',
    observe:
      'Answer 400, 403 and 500, and reset the connection in the middle of the upload; new text appears on the output.',
    deviations: {
      'not-logged': 'The runtime logs nothing when the post of a result is refused or fails.',
    },
    cause:
      'The outcome of the post is ignored, or a transport failure has status 0 and passes a test for `>= 400`. Log the path, the status and the body of every reply outside 2xx, and log transport failures too.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'response.id-escaped-in-path': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime escapes request-id characters that a URL path does not allow, so that the path decodes to the same id.',
    observe: 'Use ids with a space, `/`, `%`, `?`, `#` and dot segments; decode the path and compare.',
    deviations: {
      'id-altered': 'The path does not decode to the request id when the id needs escaping.',
    },
    cause:
      'The id is inserted into the URL as it is, where `?`, `#`, `%`, `/` or a space change the meaning of the request. Percent-encode it once as a single path segment (`encodeURIComponent`, `url.PathEscape`), and use a client that does not normalise dot segments.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110', 'https://www.rfc-editor.org/rfc/rfc3986'],
  },
  'response.every-size-arrives': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime delivers results of every size up to the quota completely, also just below and above the usual buffer and argument limits.',
    observe:
      'Echo a ladder of sizes: 1, 2, 60, 64, 127, 129 and 256 KiB, 1 MiB and 6 MiB, with one byte more and less.',
    deviations: {
      'result-incomplete': 'A result does not arrive completely.',
    },
    cause:
      'The size crosses a limit on the way: 128 KiB for one command-line argument, 64 KiB for a pipe that is not drained, or a client buffer that is not flushed at the end. Pass bodies by memory, stdin or file, and continue after a partial write.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'],
  },
  'response.no-invalid-json-as-success': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:unserializable',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime never posts invalid JSON as a success when a result holds values that JSON lacks (functions, undefined, NaN, infinities, big integers, dates).',
    observe: 'Run `unserializable`; a body on /response parses as JSON, otherwise /error is used.',
    deviations: {
      'invalid-json-posted': 'A result with values that JSON lacks is posted as a success with invalid JSON.',
    },
    cause:
      'The encoder is lenient: it writes NaN and Infinity as bare words, or returns undefined or an empty string for unsupported values. Make it strict (`allow_nan=False` in Python), check that it returned text, and report a failure through /error.',
    source: ['https://www.rfc-editor.org/rfc/rfc8259'],
  },
  'response.no-needless-escaping': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime does not inflate text with escapes that JSON does not need.',
    observe: 'Echo non-ASCII text; the body is at most 1.1 times its UTF-8 size.',
    deviations: {
      'needless-escapes': 'Non-ASCII text is inflated by escapes that JSON does not need.',
    },
    cause:
      'The serialiser escapes every non-ASCII character by default, as those of Python, PHP and .NET do. Switch that off (`ensure_ascii=False`, `JSON_UNESCAPED_UNICODE`, a relaxed encoder), because the escapes count towards the 6 MB quota.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_runtime_marshaller.py',
    ],
  },
} as const satisfies Record<string, Requirement>;
