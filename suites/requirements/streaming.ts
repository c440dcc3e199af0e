import type { Requirement } from '../../harness/run/requirement.ts';

/** Streamed responses. Profile `streaming`. */
export const streaming = {
  'streaming.mode-header': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime marks a streamed response with `Lambda-Runtime-Function-Response-Mode: streaming`.',
    observe:
      "Read the header of the response POST. The emulator calls it optional: where the caller asks for a stream, it streams without it; where the caller does not, error trailers are lost without it. AWS's Go client sends none.",
    deviations: {
      missing: 'A streamed response has no mode header.',
    },
    cause:
      'The response is sent in chunks like any other. Send `Lambda-Runtime-Function-Response-Mode: streaming` in the head of every streamed response.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda/core/directinvoke/directinvoke.go',
    ],
  },
  'streaming.mode-value': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends no other value than `streaming` in the mode header, in exactly this lower-case spelling.',
    observe: 'Read the header of the response POST; the emulator refuses other values with 400.',
    deviations: {
      'other-value': 'The mode header of a streamed response has another value than `streaming`.',
    },
    cause:
      'The value is spelt `Streaming` or `STREAMING`, which is refused with 400. Send `Lambda-Runtime-Function-Response-Mode: streaming`.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/handler/invocationresponse.go',
    ],
  },
  'streaming.chunked': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends a streamed response with `Transfer-Encoding: chunked` and no Content-Length.',
    observe: 'Inspect the raw request head.',
    deviations: {
      'not-chunked': 'A streamed response is not sent in chunks.',
      'length-sent': 'A streamed response has a Content-Length.',
    },
    cause:
      'The stream is buffered to find its length, or a Content-Length of the handler is copied to the request. Give the HTTP library a body of unknown length, and drop Content-Length from the metadata.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.chunk-coding-valid': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends valid chunked coding, with the final zero chunk.',
    observe: 'Decode strictly.',
    deviations: {
      malformed: 'The chunked coding of a streamed response is malformed.',
      'no-end': 'A streamed response that succeeded has no final chunk.',
    },
    cause:
      'Chunks are framed by hand with a size in decimal or in characters, an empty write becomes an early zero chunk, or the end is missing. Let the library frame them, skip empty writes, and always finish the body.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://www.rfc-editor.org/rfc/rfc9112',
    ],
  },
  'streaming.connection-closed-after': {
    level: 'MUST',
    advisory: true,
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime closes the connection after a streamed response has been written successfully.',
    observe:
      'Look for a FIN from the client after the 202, or `Connection: close` in the request, and for a poll on another connection; report it, never fail on it.',
    deviations: {
      'kept-open': 'The connection of a streamed response is used again.',
    },
    cause:
      'The connection goes back into the pool after the stream; most official clients do that, and it works in production. To follow the documentation send `Connection: close` with the streamed request, or close the socket after its reply.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.content-type': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends the Content-Type that the handler chose with a streamed response.',
    observe: 'Run `stream` with a `contentType`.',
    deviations: {
      'wrong-content-type': 'A streamed response has another Content-Type than the handler chose.',
    },
    cause:
      'One fixed type is set for all streams, or the head leaves before the handler could choose. Open the request at the first write, with the type of the handler, and fall back to `application/octet-stream`.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.bytes-leave-early': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends bytes while the handler is still running.',
    observe:
      'Run `stream` with three chunks and 500 ms between them; the first arrives before the handler ends.',
    deviations: {
      'held-back': 'The first bytes of a stream leave only when the handler has ended.',
    },
    cause:
      'The chunks are collected and sent when the handler returns. Make the request body a stream that the handler writes to, and send the head no later than the first write.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html'],
  },
  'streaming.trailers-announced': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime announces error trailers in a `Trailer` header of the request head, if it sends any.',
    observe: 'Compare the head with the trailers that come.',
    deviations: {
      'not-announced': 'Error trailers are sent without a `Trailer` header.',
    },
    cause:
      'The trailers are sent without notice, or the `Trailer` header is set when the head has already gone. Put `Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body` into the head of every streamed response.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.error-trailers': {
    level: 'MAY',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a failure after the first byte with the trailers `Lambda-Runtime-Function-Error-Type` and `Lambda-Runtime-Function-Error-Body`.',
    observe:
      'Run `stream` with `failAfter` 2 and decode the chunked body raw: the names stand after the last chunk, not inside the data. AWS makes the trailers optional; `streaming.failure-not-a-clean-end` carries the duty.',
    deviations: {
      'no-trailers': 'A stream that failed half-way ends without error trailers.',
    },
    cause:
      'The failure is only logged, or its text is written into the body as data, often because the HTTP client cannot send trailers. Write both fields after the zero chunk and before the last blank line, on a raw socket if need be.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/ResponseStream.js',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/runtime_api_client.go',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/ResponseStreaming/RawStreamingHttpClient.cs',
    ],
  },
  'streaming.error-body-base64': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime encodes the error-body trailer as base64.',
    observe: 'Decode it.',
    deviations: {
      'not-base64': 'The error-body trailer is not base64.',
    },
    cause:
      'The JSON is sent as it is, or in base64 that is wrapped into lines or uses the URL alphabet. Encode the UTF-8 bytes of the whole error object in standard base64, on one line.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.error-body-json': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends the error JSON of an invocation error in the error-body trailer.',
    observe: 'Decode the base64 and parse the JSON; it has `errorMessage` and `errorType`.',
    deviations: {
      'not-json': 'The error-body trailer holds no error JSON.',
    },
    cause:
      'The trailer holds only the message, or a text of its own form. Send the same document as to /error, encoded as base64.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/ResponseStream.js',
    ],
  },
  'streaming.no-error-after-start': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime does not call /error for an invocation whose streamed response has begun.',
    observe: 'Run `stream` with `failAfter` 2 and look for the POST.',
    deviations: {
      'error-posted': 'The runtime calls /error for an invocation whose streamed response has begun.',
    },
    cause:
      'The general error path posts to /error without asking whether the response has begun. Note in the invocation that the head has been sent, and report by trailers from then on.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.failure-not-a-clean-end': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime never ends a failed stream the way a successful one ends: it sends error trailers or breaks the connection.',
    observe: 'Run `stream` with `failAfter` 2.',
    deviations: {
      'ends-cleanly': 'A stream that failed half-way ends like one that succeeded.',
    },
    cause:
      'A finally clause ends the body in the ordinary way, so a partial response looks complete. On failure send the error trailers, or abort the connection without the zero chunk.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/directinvoke/directinvoke.go',
    ],
  },
  'streaming.loop-lives-after-failure': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime serves the next event after a stream has failed half-way.',
    observe: 'Run `stream` with `failAfter`, then a good event.',
    deviations: {
      'does-not-go-on': 'The runtime does not serve another event after a stream that failed.',
    },
    cause:
      'The failure occurs in a task that writes the body and is not awaited, or leaves the request half open. Wait for that task, catch its failure, finish or abort the request, and poll.',
    source: [
      'https://github.com/hotsock/voker/blob/59c7289/examples/runtime-probe/probe.sh',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/ResponseStream.js',
    ],
  },
  'streaming.http-prelude-format': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:http-stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime writes the HTTP-integration format, where it uses it, as content type `application/vnd.awslambda.http-integration-response`, one JSON prelude, eight NUL bytes and then the payload.',
    observe: 'Split the body at the first eight NUL bytes; the prelude is JSON without NUL.',
    deviations: {
      'wrong-content-type': 'A response with a prelude has another Content-Type than that of the format.',
      'no-delimiter': 'The eight NUL bytes after the prelude are missing.',
      'not-json': 'The prelude is not a JSON object.',
      'payload-differs': 'Other bytes than the payload follow the delimiter.',
    },
    cause:
      'The delimiter is missing or has another length, or the type is that of the payload. Send `application/vnd.awslambda.http-integration-response`, compact JSON, exactly eight zero bytes, and the payload, in this order.',
    source: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html',
    ],
  },
  'streaming.prelude-keys': {
    level: 'MUST',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:http-stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime uses only the documented keys in the prelude, where it sends one: `statusCode`, `headers`, `cookies` and `multiValueHeaders`.',
    observe:
      "Parse it and check the types: integer, map of strings, array of strings. A list of values in `headers` is accepted as well: AWS's Rust client sends one for a header with several values.",
    deviations: {
      'unknown-key': 'The prelude has a key that is not documented.',
      'wrong-type': 'A value in the prelude has a wrong type.',
    },
    cause:
      'The whole response object of the handler is serialised, in another case (`status_code`) or with a status that is a string. Build the prelude from the documented keys alone, with `statusCode` as an integer.',
    source: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html',
    ],
  },
  'streaming.prelude-without-payload': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:http-stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime sends prelude and delimiter even when there is no payload.',
    observe: 'Run `stream` with no chunks.',
    deviations: {
      'no-prelude': 'A response without payload lacks the prelude or the delimiter.',
    },
    cause:
      'Prelude and delimiter are written together with the first chunk, and there is none. Write them when the stream is opened, or at the latest when it ends.',
    source: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html',
      'https://github.com/honojs/hono/issues/2401',
      'https://github.com/middyjs/middy/issues/1189',
    ],
  },
  'streaming.empty-stream': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime sends a stream of no bytes as a valid empty chunked body.',
    observe: 'Run `stream` with no chunks; decode, answer 202, and see the next poll.',
    deviations: {
      'not-an-empty-body': 'A stream of no bytes does not become an empty chunked body.',
    },
    cause:
      'Without a single write no request is sent at all, or it lacks its final chunk. When the handler ends without having written, send the head and the zero chunk.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'streaming.above-6-mb': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime streams more than 20 MB, the limit until 2025 (the documented maximum is 200 MB).',
    observe: 'Stream 21 MB, and with --slow 200 MB to a reader of 2 MiB/s; check length and hash.',
    deviations: {
      'stream-incomplete': 'A stream of more than 20 MB does not arrive completely.',
    },
    cause:
      'The limit for buffered results is applied to streams, or the stream is held in memory first. Check sizes of buffered responses only, and pass chunks on as they come.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    ],
  },
  'streaming.back-pressure': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'caller',
    costs: 'process',
    text: 'The runtime keeps its memory bounded while the reader is slow.',
    observe: 'Stall the reader for 5 s, then read 2 MB/s, and sample the memory of the process.',
    deviations: {
      'memory-grows': 'The memory of the runtime grows with what a slow reader has not read.',
    },
    cause:
      'Writes are queued without a bound while the socket is full. Make the handler wait (for `drain`, or on a bounded channel), so that a slow reader slows it down.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'],
  },
  'streaming.server-break-survived': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'network',
    costs: 'process',
    text: 'The runtime survives a reset or an early 413 or 500 in the middle of a stream.',
    observe:
      "Reset after 1 MB, and answer early; the next event is served, or the process exits on 500. The emulator for Managed Instances also cuts the upload at the timeout of an invocation. AWS's clients for Node, Go and Rust end on a reset.",
    deviations: {
      'does-not-go-on':
        'The runtime does not serve another event after its stream was broken off or answered early.',
    },
    cause:
      'Writing to the broken connection raises SIGPIPE, EPIPE or a stream error without a listener. Ignore the signal, watch for errors and for an early reply while you write, then give up the stream and poll, or exit on 500.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/directinvoke/directinvoke.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/interop/cancellable_request.go',
    ],
  },
  'streaming.reader-gone': {
    level: 'MAY',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime goes on with a stream whose reader has gone.',
    observe:
      'Close the connection of the caller after the first chunk; the handler still runs to its end, since a broken client connection does not stop the stream.',
    deviations: {
      'handler-cut': 'The handler does not run to its end after the reader of its stream has gone.',
    },
    cause:
      'The first failed write cancels the handler. Let it run on and drop its output; the function is billed either way.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html'],
  },
  'streaming.reply-awaited': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime waits for the final reply to a stream before it calls `next`.',
    observe: 'Delay the 202.',
    deviations: {
      'polls-early': 'The runtime polls while the reply to a stream is still due.',
    },
    cause:
      'The end of the body counts as the end of the invocation. Read the reply to the streamed request, as with a buffered one, before you poll.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'streaming.no-trailers-on-success': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends no error trailers, or empty ones, with a stream that succeeded.',
    observe: 'Read the trailers.',
    deviations: {
      'trailers-sent': 'A stream that succeeded has error trailers.',
    },
    cause:
      'Because trailers were announced, they are sent with every stream, with placeholder values. An announced trailer may stay out: end a good stream with the zero chunk and a blank line.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'streaming.small-writes-flushed': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime sends small writes at once and does not collect them until a large buffer is full.',
    observe: 'Run `stream` with chunks of 10 bytes every 300 ms and compare arrival times.',
    deviations: {
      'held-back': 'Small writes wait in a buffer.',
    },
    cause:
      'A buffered writer, a compressor or the Nagle algorithm holds small pieces back. Flush after each write of the handler and set TCP_NODELAY.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html'],
  },
  'streaming.buffered-handlers-unmarked': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'streaming',
    needs: 'echo',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime posts the results of ordinary handlers as buffered responses without the mode header, although it can stream.',
    observe: 'Echo through a runtime that declares streaming.',
    deviations: {
      'marked-as-streamed': 'The result of an ordinary handler is posted as a streamed response.',
    },
    cause:
      "Streaming is switched on for the whole build or by the type of the runtime's entry point. Decide it per invocation: only a handler that opens a stream gets the mode header.",
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/handler/invocationresponse.go',
    ],
  },
  'streaming.writes-after-end-rejected': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:late-write',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime rejects late writes to a finished stream in the handler and does not send them.',
    observe: 'Let the function write to its stream after the end; nothing of it appears in the next result.',
    deviations: {
      'sent-late': 'What the handler writes after the end of its stream is sent.',
      'does-not-go-on': 'The runtime does not serve another event after a late write.',
    },
    cause:
      'The stream object still refers to a reused connection or buffer after its end. Mark it as finished, detach it from the socket, and let later writes throw.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'streaming.unusable-metadata-reported': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime reports response metadata that it cannot send (a header value that its HTTP library refuses) as an error of the invocation, and goes on; a line break never begins another header.',
    observe:
      'Run `stream` with a `contentType` holding UTF-8, Latin-1 or a line break; expect /error or a response with one header, then a new poll. Bytes above ASCII may be sent as they are (RFC 9110, section 5.5).',
    deviations: {
      'sent-as-it-is': 'A line break in a header value begins another header.',
      'not-reported': 'Response metadata that cannot be sent are not reported as an error of the invocation.',
      'does-not-go-on':
        'The runtime does not serve another event after response metadata that cannot be sent.',
    },
    cause:
      'A header value of the handler makes the HTTP library throw outside the guard, or panics in a conversion. Check metadata before the request is opened, and report a bad value through /error.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'streaming.prelude-repeated-headers': {
    level: 'MAY',
    basis: 'documented',
    profile: 'streaming',
    needs: 'probe:http-stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime keeps several values of one header, and several cookies, in the prelude.',
    observe:
      'Return two values for one header and two cookies; both are in `multiValueHeaders` or `cookies`.',
    deviations: {
      'values-lost': 'One of several values of a header, or of several cookies, is missing in the prelude.',
    },
    cause:
      'Headers are kept in a map with one value per name, so the last one wins. Keep a list per name, and send cookies in `cookies` and other repetitions in `multiValueHeaders`.',
    source: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html',
    ],
  },
  'streaming.delimiter-early': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:http-stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime puts the delimiter of the prelude within the first 16 KB, or reports metadata that is too long as an error of the invocation.',
    observe:
      "Return headers of 20 KB through the HTTP-integration format; expect /error, or a delimiter within 16 KB. The limit is documented for API Gateway, as one of the function; AWS's clients do not check it.",
    deviations: {
      'delimiter-late': 'The delimiter comes after the first 16 KB.',
    },
    cause:
      'The prelude is written without a look at its length, and API Gateway answers 500. Measure it before the first byte is sent.',
    source: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html',
    ],
  },
  'streaming.payload-whole': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime delivers every byte of a stream, in order, the last short piece included.',
    observe:
      'Stream generated chunks of many sizes, the last one shorter than usual buffers; the decoded body equals their concatenation.',
    deviations: {
      'bytes-differ': 'The body of a streamed response is not what the handler wrote.',
    },
    cause:
      'The last short piece is not flushed, writes overtake each other, or a buffer is reused before it has been sent. Chain the writes, flush at the end, and hand over a buffer or copy it.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html'],
  },
  'streaming.buffered-result-whole': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'streaming',
    needs: 'echo',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime keeps the body of a buffered result whole when it goes through the streaming entry point.',
    observe: 'Echo through a runtime that declares streaming and compare.',
    deviations: {
      'result-differs': 'A buffered result of a runtime that can stream does not arrive as it is.',
    },
    cause:
      'The streaming entry point forwards chunks as they arrive and drops the body of a value that is complete already. Treat such a value as a stream of one chunk, or post it buffered.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html'],
  },
} as const satisfies Record<string, Requirement>;
