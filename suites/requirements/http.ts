import type { Requirement } from '../../harness/run/requirement.ts';

/** HTTP/1.1 as the Runtime API may legally speak it, and as networks deliver it. */
export const http = {
  'http.plain-http11': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime speaks plain HTTP/1.1 with the API address as `Host`, and requires no upgrade, HTTP/2 or TLS.',
    observe: 'Inspect the raw requests.',
    deviations: {
      'wrong-host': 'The Host header does not name the Runtime API.',
      'not-http11': 'The runtime does not send HTTP/1.1 with exactly one Host header.',
      'other-protocol': 'The runtime does not speak plain HTTP/1.1.',
    },
    cause:
      'The client tries h2c, sends HTTP/1.0, or writes a `Host` that is not the API address. Fix it to HTTP/1.1 over plain TCP and let it derive `Host` from the URL, port included.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'http.strict-syntax': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'nothing',
    text: 'The runtime ends every line of a request with CR and LF, sends at most one Content-Length, and sends nothing between two requests.',
    observe: 'Parse every request strictly.',
    deviations: {
      'bare-line-feed': 'The runtime ends a line of a request with LF alone.',
      'empty-line': 'The runtime sends an empty line before or after a request.',
      'repeated-length': 'The runtime sends Content-Length more than once.',
    },
    cause:
      'The request is written by hand, with "\\n" as the end of a line or a line break after the body, or a header is set by hand that the library sets as well. Most servers forgive it; a proxy between them may not. End lines with "\\r\\n", and let the body end the request.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112', 'https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'http.header-names-any-case': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime matches header names of replies without regard to case.',
    observe:
      'Deliver the `Lambda-Runtime-*` names in lower, upper and random case; the result goes to the right id.',
    deviations: {
      'case-sensitive': 'The runtime depends on the case of header names.',
    },
    cause:
      'Names are compared in one spelling: `grep` without `-i`, a map that knows case, a fixed regular expression. Lower-case the names when you read them, or use the header lookup of the library.',
    source: [
      'https://www.rfc-editor.org/rfc/rfc9110',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-walkthrough.html',
    ],
  },
  'http.header-values-trimmed': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime trims blanks and tabs around header values.',
    observe: 'Deliver values with extra white space on both sides; the result goes to the right id.',
    deviations: {
      'blanks-kept': 'The runtime keeps blanks around a header value.',
    },
    cause:
      'The value is everything after the colon, so a blank, a tab or the CR of the line end becomes part of the id. Strip blanks, tabs and the CR on both sides of every value.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'http.chunked-events': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'result',
    text: 'The runtime decodes chunked events.',
    observe: 'Echo an event sent in chunks of random size, one-byte chunks included.',
    deviations: {
      'event-incomplete': 'The runtime does not receive a chunked event completely.',
    },
    cause:
      'A hand-written reader looks for Content-Length only, or takes one chunk for the whole body. Use an HTTP library, or read each size in hex until the zero chunk and its trailers are through.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'http.chunk-extensions-ignored': {
    level: 'MAY',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'result',
    text: 'The runtime ignores the extensions of the chunks of an event.',
    observe: 'Echo an event sent in chunks that each have a token and a quoted text as extensions.',
    deviations: {
      'event-incomplete': 'The runtime does not receive a chunked event with chunk extensions completely.',
    },
    cause:
      'The parser takes the whole line for the size, or refuses the quoted text. The Runtime API sends no extensions; a proxy may. Read the size in hex and skip the rest of the line.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.slow-split-bodies': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 1,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime reads an event completely even if it arrives slowly or in many packets.',
    observe: 'Echo events of 64 KiB and more, split at random points and trickled (1 kB every 50 ms).',
    deviations: {
      'event-incomplete': 'An event that arrives in many packets is not received completely.',
    },
    cause:
      'The first read counts as the whole body, or each packet is decoded separately, which splits characters. Read up to Content-Length or the last chunk, with no limit on the pauses, and then decode.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.maximum-event': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'result',
    text: 'The runtime receives events up to the documented quota of 6 MB (6,291,556 bytes on the emulator).',
    observe: 'Echo the event, or return its length and hash.',
    deviations: {
      'event-incomplete': 'The runtime does not receive an event of the largest size completely.',
    },
    cause:
      'A body limit of the HTTP layer lies below the quota (1 MiB, 4 MiB, or 6 MiB without the last 100 bytes). Set it above 6,291,556 bytes, and collect parts in a list rather than by repeated copying.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/interop/model.go',
    ],
  },
  'http.truncated-event-dropped': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'network',
    costs: 'result',
    text: 'The runtime never gives a truncated event to the handler.',
    observe: 'Close the connection after half of the announced body; no response for that id appears.',
    deviations: {
      'truncated-event-used': 'The runtime gives a truncated event to the handler.',
    },
    cause:
      'The end of the connection counts as the end of the body, or the error of the library is ignored (exit code 18 of curl). Check the received body against Content-Length or the final chunk, and treat a shortfall as a failed poll.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.keep-alive': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime reuses its connections.',
    observe: 'Count the connections per invocation and report.',
    cause:
      'A connection is opened for every request; this is allowed and costs a little time on each invocation. To reuse connections keep one client for the life of the process and read every reply to its end.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.close-handled': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'network',
    costs: 'process',
    text: 'The runtime reconnects after `Connection: close`.',
    observe: 'Announce the end of the connection with every reply, and close it.',
    deviations: {
      'does-not-reconnect': 'The runtime does not go on after `Connection: close`.',
    },
    cause:
      'A connection that the server has announced to close is used again, and the failure is fatal. Obey `Connection: close`, and open another one.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.stale-connection-replaced': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'network',
    costs: 'process',
    text: 'The runtime replaces a kept connection that died while idle, without losing the invocation.',
    observe:
      'Close or reset idle connections before the result POST and before the next GET; the POST is sent again on a fresh connection if nothing was received.',
    deviations: {
      'result-lost': 'The runtime loses a result because its keep-alive connection has died.',
      'error-lost': 'The runtime loses an error report because its keep-alive connection has died.',
      'does-not-poll': 'The runtime does not poll again because its keep-alive connection has died.',
    },
    cause:
      'A dead idle connection fails only at the next write, and the client reports the failure instead of reconnecting. Retry once on a fresh connection if no byte of a reply has come, and keep the body so that it can be sent again (`GetBody` in Go).',
    source: [
      'https://github.com/aws/aws-lambda-web-adapter/issues/830',
      'https://github.com/hotsock/voker/blob/59c7289/runtime.go',
    ],
  },
  'http.slow-202': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime waits for the reply to a result for as long as the upload and the relay to the caller take.',
    observe:
      'Delay the 202 by 0.5, 5 and 35 s, and read the upload at 64 KiB/s; one POST, then the next poll.',
    deviations: {
      'does-not-wait': 'The runtime does not wait for a slow reply to its result.',
      'does-not-wait-error': 'The runtime does not wait for a slow reply to its error report.',
    },
    cause:
      'A total or read timeout (100 ms, 5 s or 30 s in known cases) covers the result post as well. Lift it well above the longest function timeout, since the reply may wait until the caller has the result.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/invoke/running_invoke.go',
    ],
  },
  'http.proxy-ignored': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime does not send Runtime API traffic through a proxy named in the environment.',
    observe:
      'Set HTTP_PROXY, http_proxy and ALL_PROXY to a trap server, with a host name that is not loopback where possible; no byte reaches it.',
    deviations: {
      'proxy-used': 'The runtime sends its traffic through the proxy that the environment names.',
    },
    cause:
      "Many HTTP libraries honour HTTP_PROXY and similar variables by default, and functions set them for their own traffic. Switch the proxy off for this client (`Proxy: nil`, `UseProxy = false`, `trust_env=False`, `--noproxy '*'`).",
    source: [
      'https://github.com/awslabs/aws-lambda-cpp/blob/b83d8fa/src/runtime.cpp',
      'https://github.com/hotsock/voker/blob/59c7289/runtime.go',
      'https://github.com/aws/aws-lambda-go/blob/v1.55.1/lambda/runtime_api_client.go',
    ],
  },
  'http.no-expect-stall': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime does not stall on `Expect: 100-continue`: it omits the header or sends the body soon without an answer.',
    observe: 'Never send 100 and time an upload of more than 1 MB.',
    deviations: {
      'waits-for-continue': 'The runtime waits for `100 Continue` before it sends its result.',
    },
    cause:
      "curl and clients built on it send `Expect: 100-continue` with larger bodies and wait a second for the answer. Suppress it with an empty header (`-H 'Expect:'`, or the same in the header list of libcurl).",
    source: ['https://github.com/awslabs/aws-lambda-cpp/blob/b83d8fa/src/runtime.cpp'],
  },
  'http.interim-replies': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime skips interim 1xx replies.',
    observe: 'Send 100 and 103 before the 200.',
    deviations: {
      'interim-taken-as-final': 'The runtime treats an interim reply as the final one.',
      'interim-after-error': 'The runtime treats an interim reply to an error report as the final one.',
    },
    cause:
      'The client treats the first status line as the final one, so a 100 or 103 counts as the reply. Skip every 1xx head up to its blank line and read the status line that follows.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'http.unknown-headers': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime ignores reply headers it does not know, unknown `Lambda-Runtime-*` names included.',
    observe: 'Add generated headers; invocations go on as before.',
    deviations: {
      'not-served': 'The runtime fails on reply headers that it does not know.',
    },
    cause:
      'A strict model of the reply rejects unknown names, or a prefix match confuses one with a known name. Look up exactly the headers you need and leave the rest alone.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'http.no-compression': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime sends uncompressed request bodies and needs no compressed replies.',
    observe: 'No Content-Encoding on any request.',
    deviations: {
      'compressed-body': 'The runtime compresses request bodies.',
    },
    cause:
      'A middleware compresses large bodies, or the client depends on the compressed replies it asks for. Switch compression off for this client; the Runtime API does not decode it.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'http.no-pipelining': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime sends no second request on a connection before the reply to the first has come.',
    observe: 'Check the raw order per connection.',
    deviations: {
      pipelined: 'The runtime sends a request on a connection whose previous request is unanswered.',
    },
    cause:
      'Tasks share one raw connection and write without waiting for each other, or pipelining is switched on. Allow one outstanding request per connection, and open another where you need to send in parallel.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.redirects-not-followed': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'result',
    text: 'The runtime does not follow redirects to other hosts.',
    observe: 'Answer 302 with the address of a trap server; nothing arrives there.',
    deviations: {
      'redirect-followed': 'The runtime follows a redirect to another host.',
    },
    cause:
      'The library follows redirects unless told otherwise, as does `curl -L`. Turn it off; a 3xx of the Runtime API is a failed call.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'http.drop-while-polling': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'network',
    costs: 'process',
    text: 'The runtime exits non-zero or polls again within a bound when the connection drops while it waits in `next`; it never calls the handler or posts.',
    observe:
      'Close and reset the connection without a byte, on the first poll and on a later one, then accept again; exit code 0 is a deviation.',
    deviations: {
      'drop-taken-as-event': 'The runtime treats a dropped poll as an event.',
      'exits-with-0': 'The runtime exits with code 0 when its poll is dropped.',
      'does-not-resume': 'The runtime does not continue when its poll is dropped.',
    },
    cause:
      'The runtime treats the lost connection as an empty event or as a regular end with exit code 0, or polls again at once. Log it, then exit non-zero, or poll again with a pause and a limit.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'http.drop-while-posting': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'network',
    costs: 'process',
    text: 'The runtime repeats a result POST at most a few times when the connection drops, and does not run the handler again.',
    observe:
      'Reset in the middle of the body, and after the body before the reply; then it goes on over a fresh connection, or exits.',
    deviations: {
      'endless-retries': 'The runtime sends a result again and again when the connection drops.',
      'does-not-go-on': 'The runtime does not go on after the connection dropped during a result POST.',
      'handler-rerun': 'The runtime runs the handler again when the connection drops during a result POST.',
      'error-endless-retries': 'The runtime sends an error report again and again when the connection drops.',
      'error-does-not-resume':
        'The runtime does not go on after the connection dropped during an error report.',
      'error-handler-rerun':
        'The runtime runs the handler again when the connection drops during an error report.',
    },
    cause:
      'A transport failure has no status and counts as success, or the whole iteration is retried and the handler runs again. Repeat only the post, a few times at most, with the same bytes on a fresh connection; then go on or exit.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/directinvoke/directinvoke.go',
    ],
  },
  'http.no-content-type-on-event': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime accepts an event without a Content-Type.',
    observe: 'Leave the header out of the `next` reply; an outcome is posted.',
    deviations: {
      'not-served': 'The runtime does not accept an event without a Content-Type.',
    },
    cause:
      'The value of an absent header is dereferenced, or its absence selects a binary decoder. Assume JSON when no type is given.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'http.whitespace-around-json': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime accepts white space around the JSON of an event.',
    observe: 'Deliver leading blanks and a trailing line feed; the echo equals the value.',
    deviations: {
      'not-accepted': 'The runtime does not accept white space around the JSON of an event.',
    },
    cause:
      'The kind of event is guessed from its first byte, or the parser requires the end of input after the value. Trim blanks and line feeds before you parse or inspect it.',
    source: ['https://www.rfc-editor.org/rfc/rfc8259'],
  },
  'http.replies-drained': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime reads the replies to its POSTs to the end, so that a reused connection stays in step.',
    observe: 'Answer 202 with a body of 64 KB and deliver the next event on the same connection.',
    deviations: {
      'out-of-step': 'The runtime misreads the next reply after a long reply to its POST.',
      'out-of-step-error': 'The runtime misreads the next reply after a long reply to its error report.',
    },
    cause:
      'The body of the 202 stays unread in the connection, and the next reply is parsed from the middle of it. Read each reply to its end before the next request, or close the connection.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.first-connect-retried': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime retries its first connection for a moment when it is refused.',
    observe: 'Open the port 300 ms late and report; Lambda does not need it.',
    deviations: {
      'gives-up': 'The runtime gives up when its first connection is refused.',
    },
    cause:
      'The first refused connection ends the process, which is legal, since Lambda listens before it starts the runtime. For emulators that start at the same moment, retry for about a second with short pauses.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'http.only-known-paths': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime calls documented paths only, of the runtime, extensions, logs, telemetry and metadata APIs, and is not disturbed by a 404 on others.',
    observe: 'Look at the recorded paths.',
    deviations: {
      'unknown-path': 'The runtime calls a path that is not documented.',
    },
    cause:
      'The runtime calls a helper path of some emulator, such as a health check, or treats its 404 as fatal. Remove the call, or make its failure harmless.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-metadata-endpoint.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lmds/handler.go',
    ],
  },
  'http.repeated-headers': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime survives a reply that repeats a header.',
    observe: 'Send the trace header twice; an outcome is posted.',
    deviations: {
      'not-survived': 'The runtime does not survive a reply that repeats a header.',
    },
    cause:
      'A header that comes twice is returned as a list or joined with a comma where the code expects one string. Take the first value.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
  'http.reason-phrase-free': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime accepts a status line with an empty or unusual reason phrase.',
    observe: 'Vary the status line, for example `HTTP/1.1 200 ` without a phrase.',
    deviations: {
      'phrase-rejected': 'The runtime does not accept every reason phrase.',
    },
    cause:
      'The status line is split into exactly three words or compared with `200 OK`. Read the three digits after the version and ignore what follows.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.late-close-harmless': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'network',
    costs: 'invocation',
    text: 'The runtime is not disturbed when an old connection closes late, after a new one is already in use.',
    observe:
      'Send `Connection: close` with the 202, keep the socket open, let the runtime reconnect, then close the old one; the invocation on the new one is served.',
    deviations: {
      'connection-disturbed': 'The late close of an old connection disturbs the one in use.',
    },
    cause:
      'The close event of an old socket changes shared state, so that it tears down the connection in use or fails its request. Tie the event to its own socket and ignore it once that socket has been replaced.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.host-name-resolved-again': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime resolves a host name in AWS_LAMBDA_RUNTIME_API again when it opens a new connection.',
    observe: 'Use a name whose address changes between two polls, with the old address closed.',
    cause:
      'The name is resolved only once, at start. Connect by name, so that every new connection asks the resolver, and shorten the cache of the platform where it has one (`networkaddress.cache.ttl` on a JVM).',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    ],
    excluded:
      'The test needs a name whose address changes while the process runs, but a harness does not control the resolver of the machine.',
  },
  'http.reply-split-anywhere': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'network',
    costs: 'result',
    text: 'The runtime reads a reply correctly wherever the network splits it, and also when headers and body come in one segment.',
    observe:
      'Deliver a large header block and a body in one write, and split at every byte offset; header values and echo stay intact.',
    deviations: {
      'reply-misread': 'The runtime misreads a reply that the network splits.',
    },
    cause:
      'The parser expects the header block to end where a read ends, or drops body bytes that came in the same read. Collect bytes until the blank line is found, and keep the bytes after it as the start of the body.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'http.request-headers-small': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'invocation',
    text: 'The runtime keeps the header block of each request below 64 KiB.',
    observe:
      'Measure every request, with a `throw` whose stack or message is very long; common servers refuse 64 KiB to 1 MiB with 431.',
    deviations: {
      'large-header-block': 'The runtime sends a header block of 64 KiB or more.',
    },
    cause:
      'A stack trace or an X-Ray cause goes into a header without a limit, or with one of 1 MiB. Cap it at about 32 KiB, dropping frames first, and keep messages out of headers.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/model/error_cause.go',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapi/server.go',
    ],
  },
} as const satisfies Record<string, Requirement>;
