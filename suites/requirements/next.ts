import type { Requirement } from '../../harness/run/requirement.ts';

/** Polling: `GET /runtime/invocation/next`, what its reply may look like, and what a refusal means. */
export const next = {
  'next.polls-documented-path': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime asks for work with `GET /2018-06-01/runtime/invocation/next` on the host and port of AWS_LAMBDA_RUNTIME_API once its init has succeeded.',
    observe:
      'The first request after the start has exactly this method and path, without a trailing slash or query.',
    deviations: {
      'wrong-first-request': 'The first request of the runtime is not the documented poll.',
      'wrong-poll': 'A later poll of the runtime is not the documented request.',
    },
    cause:
      'The path is built by hand and has lost the API version, gained a trailing slash, or is sent to a fixed host; or the runtime waits for something else before its first poll. Send `GET http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next` as soon as the function is loaded.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    ],
  },
  'next.no-client-timeout': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime sets no timeout on the `next` request and accepts a reply however late it comes.',
    observe:
      'Hold the reply for 35, 65, 95 and 110 s, and for 305 s in the slowest run (common client defaults are 30, 60, 100 and 300 s). Exactly one GET stays outstanding, and the event is then processed.',
    deviations: {
      'poll-abandoned': 'The runtime gives up its poll before the answer comes.',
      'late-event-lost': 'The runtime does not process an event that comes late.',
    },
    cause:
      'A default timeout of the HTTP library (30, 60, 100 or 300 s) aborts the poll, and frozen time counts towards it. Disable every timeout of this request, for headers as well as for reading; the built-in `fetch` of Node keeps a 300 s header timeout that an AbortSignal cannot lift, so use `node:http` there.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/Nike-Inc/hal/issues/54',
      'https://github.com/theam/aws-lambda-haskell-runtime/issues/25',
      'https://github.com/awslabs/aws-lambda-cpp/blob/b83d8fa/src/runtime.cpp',
    ],
  },
  'next.continues-after-result': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime calls `next` again after it has posted the result of an invocation.',
    observe:
      'Count the `next` requests that follow each accepted result; three invocations in one process are enough.',
    deviations: {
      'does-not-go-on': 'The runtime does not process another invocation in the same process.',
      'started-process-ends':
        'The process that Lambda started ends after a result, while another one goes on, which ends with the environment.',
    },
    cause:
      'The program serves one event and ends, or its event source yields only once. Put poll, handler and result post into an endless loop; do not rely on a wrapper script for the restart, and do not move into the background.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/supervisor/local_supervisor.go',
    ],
  },
  'next.one-outstanding': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime never has more than one `next` outstanding in standard mode.',
    observe: 'Count the GETs that are open at the same time.',
    deviations: {
      'two-polls': 'The runtime has two polls outstanding at the same time.',
    },
    cause:
      'A timer, a retry of a timed-out poll or another worker thread starts a poll while an older one is still open. Keep one loop that waits for each poll; open several only when AWS_LAMBDA_MAX_CONCURRENCY is set.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'next.not-before-outcome': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime does not call `next` while a delivered invocation has neither a response nor an error.',
    observe:
      'Any `next` between the delivery of an event and its result is a deviation; a `sleep` in the function makes it easiest to see.',
    deviations: {
      'polls-before-outcome': 'The runtime polls while the current invocation has no outcome.',
    },
    cause:
      'The loop starts the handler without waiting for it, or continues after a failed result post. Wait for the handler and for the reply to its result before you poll; when a post fails, repeat it a few times or exit non-zero.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'next.request-id-used': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime reports the outcome of an invocation under the id it got in `Lambda-Runtime-Aws-Request-Id`.',
    observe:
      'The path of the result POST contains the delivered id, and its body is not the result of another invocation.',
    deviations: {
      'other-id': 'The runtime reports an outcome under a wrong request id.',
      'result-of-another': 'The runtime reports the outcome of another invocation under this request id.',
    },
    cause:
      'The id is read from the wrong header, from a global that a later poll has overwritten, or made up by the runtime. Take `Lambda-Runtime-Aws-Request-Id` from the reply that carried the event and keep it with the event until the result is posted.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'next.event-unchanged': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime hands the body of the `next` reply to the handler as the event, unchanged, up to 100 levels of nesting.',
    observe:
      'Echo generated JSON: objects, nested values, null members, text with astral characters and escaped surrogates, U+2028, empty objects, 100 levels of nesting. Compare as JSON; report differences in number precision as information only.',
    deviations: {
      'event-altered': 'The handler receives an altered event.',
      'text-converted': 'Text in the event that looks like another type reaches the handler converted.',
    },
    cause:
      'The body is decoded with the charset of the locale or as Latin-1, unescaped by a shell, or rebuilt through a typed model that drops null members and unknown keys. Decode it as UTF-8 and pass the parsed JSON on as it is; raise the nesting limit of a parser that stops at 64 levels.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    ],
  },
  'next.deep-nesting': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime hands an event with more than 100 levels of nesting to the handler unchanged.',
    observe: 'Echo 256 levels of arrays; report a runtime whose parser stops earlier.',
    deviations: { 'not-unchanged': 'The handler does not receive a deeply nested event unchanged.' },
    cause:
      'The JSON parser limits the nesting (serde_json stops at 128 levels), and AWS documents no limit. Raise the limit where the parser allows it; otherwise report such an event as an error of its invocation.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
    ],
  },
  'next.any-json-value': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime accepts every JSON value as an event, not only objects.',
    observe: 'Echo null, true, 0, "text", [] and {}.',
    deviations: {
      'value-rejected': 'The runtime does not accept every JSON value as an event.',
    },
    cause:
      'The event is declared as an object (a map, dictionary or array type), or tested for truthiness, so null, false, 0 and the empty string are lost. Decode into the type for any JSON value and leave the shape to the handler.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'next.malformed-event-is-reported': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'caller',
    costs: 'process',
    text: 'The runtime reports an event that is not valid JSON as an error of that invocation.',
    observe:
      'Deliver `{"a":` and a body of the wrong shape; expect a POST to /error with the id. Runtimes that hand raw bytes to the function may answer with a response instead.',
    deviations: {
      'not-reported': 'The runtime does not report an event that is not JSON.',
    },
    cause:
      'The event is parsed outside the block that reports handler errors, often before the request id has been stored. Read the id first, parse inside the same guard as the handler, and post a parse failure to /error of that id.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'next.empty-event-survived': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime survives an event with an empty body.',
    observe: 'Deliver a reply with Content-Length 0; the process stays alive and posts an outcome.',
    deviations: {
      'not-survived': 'The runtime does not survive an event with an empty body.',
    },
    cause:
      'The JSON parser raises on zero bytes where nothing catches it, or the HTTP library returns no body object at all. Treat an empty body as one more event that cannot be decoded, or hand the handler nothing.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rie/handlers.go',
    ],
  },
  'next.other-content-types': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime tolerates an event whose Content-Type is not plain `application/json`.',
    observe:
      'Deliver events as application/octet-stream, text/plain and application/json; charset=utf-8; expect a response or an error, not an exit.',
    deviations: {
      'not-survived': 'The runtime fails on an event whose Content-Type is not plain `application/json`.',
      'parameter-changes-event': 'A parameter of the Content-Type changes the event that the handler gets.',
    },
    cause:
      'The decoder is chosen by comparing Content-Type with `application/json` for equality, so that a charset parameter or another type takes an untested branch. Compare the media type before the semicolon only, without case, or parse the body regardless of the type.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/rendering/rendering.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'next.500-is-fatal': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime treats a 500 answer to `next` as a fatal container error and exits promptly, non-zero, without calling the handler.',
    observe:
      'Answer 500 with JSON, then 500 with an empty body; the process ends within a few seconds, posts to no invocation and sends only a bounded number of GETs.',
    deviations: {
      'goes-on': 'After a 500 on `next` the runtime keeps polling or processes the answer.',
      'does-not-exit': 'The runtime does not exit after a 500 on `next`.',
      'exits-with-0': 'The runtime exits with code 0 after a 500 on `next`.',
    },
    cause:
      'The status of the reply is not checked, or every failed poll is retried, or the loop simply returns and the process ends with 0. Check the status before anything else; on 500 log the body and exit non-zero, without a handler call and without an init error.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
    ],
  },
  'next.403-no-hot-loop': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime never spins on a `next` that keeps being refused with 403: it exits non-zero or retries with a bound and a delay.',
    observe:
      'Answer every poll with 403 and count the GETs within 5 s (10 or fewer); the handler is not called.',
    deviations: {
      spins: 'The runtime spins on a `next` that is refused with 403.',
      'exits-with-0': 'The runtime exits with code 0 when `next` keeps being refused with 403.',
    },
    cause:
      'The loop catches the refused poll and continues at once, or ignores the status, and polls thousands of times a second. Exit non-zero on 403, or retry a few times with growing pauses and then exit.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://github.com/Nike-Inc/hal/issues/54',
    ],
  },
  'next.refusal-body-is-no-event': {
    level: 'MAY',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'result',
    text: 'The runtime never passes the body of a non-2xx `next` reply to the handler, regardless of its headers.',
    observe:
      'Answer 403 and 500 with a full set of invocation headers and a JSON body; no POST to that id appears.',
    deviations: {
      'event-from-403': 'The runtime processes the body of a 403 on `next` as an event.',
      'event-from-500': 'The runtime processes the body of a 500 on `next` as an event.',
    },
    cause:
      'Any reply with a body counts as an event because the client reports only transport failures; with curl an error status is a success unless `--fail` is given. Require status 200 before you read the id or the body.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'next.missing-request-id': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'hang',
    text: 'The runtime treats a 200 without a request id as a protocol failure, and posts to neither a blank nor an older id.',
    observe:
      'Leave the header out; look at the paths of POSTs and at the rate of GETs. Exit and slow re-poll are both fine.',
    deviations: {
      'posts-result': 'The runtime posts a result although the event has no request id.',
      spins: 'The runtime spins on replies without a request id.',
    },
    cause:
      'A missing header is read as an empty string, null or the id of the previous event, and that value goes into the path of the post. Check the id right after the reply; without one, log it and exit, or poll again after a pause.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'next.other-2xx-is-no-event': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'result',
    text: 'The runtime does not treat 204, 206 or a 3xx answer to `next` as an event.',
    observe: 'Answer 204 with an empty body; expect a new poll or an exit, and no POST.',
    deviations: {
      'processed-as-event': 'The runtime processes a reply to `next` whose status is not 200 as an event.',
    },
    cause:
      'A range test such as `status < 300` or `response.ok` lets 204 and 206 through, or the library follows a 3xx automatically. Accept only 200 as an event and treat every other status as a failed poll.',
    source: [
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Client/RuntimeApiClient.cs',
    ],
  },
  'next.4xx-no-hot-loop': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'hang',
    text: 'The runtime handles other client errors on `next` (400, 404, 429) like a 403: no spin, no handler call.',
    observe: 'As for 403, with each status.',
    deviations: {
      spins: 'The runtime spins on a `next` that is refused with a client error.',
      'processed-as-event': 'The runtime processes the body of a refused `next` as an event.',
      'exits-with-0': 'The runtime exits with code 0 when `next` keeps being refused with a client error.',
    },
    cause:
      'Only the documented statuses have a branch of their own; 400, 404 and 429 fall through to an immediate retry or to the handler. Give all unexpected statuses one common branch, which exits or retries with a pause and a limit.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'next.user-agent': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime sends a `User-Agent` that names the runtime and its version.',
    observe: 'Read the header on every request; the platform records its first token.',
    deviations: {
      'no-user-agent': 'The runtime sends a request without a User-Agent.',
    },
    cause:
      'The HTTP library sends no User-Agent or only its own name, or the header is set on some calls and forgotten on others. Set a default header such as `my-runtime/1.2.3` once, on the client that makes all Runtime API requests.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapidcore/runtime_release.go',
    ],
  },
  'next.features-header': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime may send a `Lambda-Runtime-Features` header, which the platform records beside the user agent.',
    observe: 'Read the header and report it; it is optional.',
    cause:
      'The header is optional, so its absence needs no change; an unreadable value usually contains line breaks or is built from an empty list. If you send it, send a short line of printable ASCII, since the platform keeps only 128 characters of such information.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapidcore/runtime_release.go',
    ],
  },
  'next.get-has-no-body': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime sends the GET without a body, without Transfer-Encoding and without a Content-Length above zero.',
    observe: 'Inspect the raw request.',
    deviations: {
      'poll-with-body': 'The runtime sends a body with its poll, or announces one.',
    },
    cause:
      'A shared request helper attaches a body or chunked framing to every call, the GET included. Make the poll without a body argument: even an empty one makes some libraries send `Transfer-Encoding: chunked`.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'next.same-id-again': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime processes an event again when the same request id is delivered a second time, because one id can stand for several attempts.',
    observe: 'Deliver the same id twice in sequence; two results are posted.',
    deviations: {
      'not-processed-again': 'The runtime does not process an event whose request id it has seen before.',
    },
    cause:
      'The runtime remembers the ids it has served and skips them, or a map keyed by request id still holds the first attempt. Retries of asynchronous events reuse the id: treat each reply of `next` as a new invocation and forget the id once it is settled.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'next.single-403-survived': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime survives a single 403 on `next` and processes the event of a later poll.',
    observe:
      'Answer one `next` with 403 and the following one with an event; report whether the event is served or the process has exited (non-zero).',
    deviations: {
      'gives-up': 'The runtime gives up at the first 403 on `next`.',
    },
    cause:
      'Every refused poll ends the process. That is allowed, but after a freeze the service has been observed to refuse one poll and accept the next. One or two retries with a pause of some hundred milliseconds keep the warm process alive.',
    source: ['https://github.com/Nike-Inc/hal/issues/54', 'https://github.com/Nike-Inc/hal/pull/56'],
  },
  'next.bad-event-keeps-loop': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'caller',
    costs: 'process',
    text: 'The runtime serves the next event in the same process after an event it could not decode.',
    observe:
      'Deliver malformed JSON, a wrong shape and an empty body, each followed by a good event; the process is still the same one, and an exit with code 0 in between counts as a deviation.',
    deviations: {
      'next-not-served': 'The runtime does not serve the event after one that it could not decode.',
    },
    cause:
      'A decoding failure escapes the loop, because fetching and parsing happen before the try block or raise an error that it does not catch. Report the event to /error and continue, and make sure that the error path does not need a parsed event.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
    ],
  },
  'next.blank-event-gets-outcome': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'caller',
    costs: 'hang',
    text: 'The runtime posts exactly one outcome for an event that is empty, blank or the literal `null`, and never skips it.',
    observe:
      'Deliver an empty body, a single space and `null`; each id gets one response or one error before the next poll. A process that ends at text that is not JSON is judged by `next.malformed-event-is-reported`.',
    deviations: {
      'not-one-outcome': 'The runtime does not post exactly one outcome for a blank event.',
    },
    cause:
      'A test such as `if (event)` or `if [ -n "$EVENT" ]` takes an empty or null event for no event and polls again, so the invocation hangs until its timeout. Let the status and the request id alone decide whether there is an invocation.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'next.non-utf8-event': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime survives an event whose bytes are not UTF-8 and posts an outcome for it.',
    observe:
      'Deliver JSON strings with the invalid sequences C3 28, FF FE and ED A0 80; expect /error (or a response) and then a new poll.',
    deviations: {
      'not-survived': 'The runtime does not survive an event that is not UTF-8, or posts no outcome for it.',
    },
    cause:
      'Strict UTF-8 decoding fails inside the HTTP client, before the guard around the handler begins. Read the body as bytes and decode it inside the guard, so that the failure becomes an /error of that id.',
    source: ['https://www.rfc-editor.org/rfc/rfc8259'],
  },
} as const satisfies Record<string, Requirement>;
