import type { Requirement } from '../../harness/run/requirement.ts';

/** Several invocations at a time in one sandbox. Profile `managed-instances`. */
export const concurrency = {
  'concurrency.several-polls': {
    level: 'MAY',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime keeps as many `next` calls outstanding as AWS_LAMBDA_MAX_CONCURRENCY allows.',
    observe:
      'Start with N=4, count the GETs that are open after the start and report the number. AWS documents N workers as a typical pattern, and its Node client opens 1, 4 or 8 polls, independent of N.',
    cause:
      'The variable is not read, and one loop polls as in standard mode. Read AWS_LAMBDA_MAX_CONCURRENCY and start as many loops (threads, tasks or processes), each with its own `next`.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html',
    ],
  },
  'concurrency.never-above-limit': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime never has more than N invocations fetched or being fetched.',
    observe:
      "Track GETs plus unresolved invocations for N = 1, 2 and 16 and report the number. AWS's Node client polls again as soon as it has an event and so holds up to 2N.",
    cause:
      'A new poll starts when an event has arrived rather than when its worker is free, or each of several processes starts N loops. Keep N loops in all, each of which polls only after its own result.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/invoke_router.go',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html',
    ],
  },
  'concurrency.parallel-processing': {
    level: 'MUST',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime has at least two events in work at once when AWS_LAMBDA_MAX_CONCURRENCY is above 1 and the handlers allow it.',
    observe:
      'Start with N=4 and deliver four events of `sleep` 1,000 ms, which waits without blocking its thread; at least two are in work at the same time. A handler that blocks may hold its own worker.',
    deviations: {
      'one-at-a-time': 'Only one handler runs at a time in concurrent mode.',
    },
    cause:
      'The variable is not read, or several polls are open but the handlers share one lock or one thread that they block. Run blocking handlers on several threads or processes, and only handlers that await as tasks.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html',
    ],
  },
  'concurrency.results-not-mixed': {
    level: 'MUST',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'echo',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime sends each result to the id of its own event.',
    observe:
      'Echo a unique payload per id in 500 invocations that finish in random order; compare id and body.',
    deviations: {
      'result-of-another': 'The result of one invocation is posted under the id of another, or not at all.',
    },
    cause:
      'The id, an output buffer or a response object is shared by the workers. Pass the invocation through the loop as a value, and keep no static buffers.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'concurrency.context-per-invocation': {
    level: 'MUST',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime keeps ARN, deadline, trace and client context per invocation.',
    observe:
      'Deliver invocations with different values whose bodies end in another order than they began; each `context` shows its own.',
    deviations: {
      'value-of-another':
        'The context of an invocation shows a value that is not its own while others are in work.',
    },
    cause:
      'Context fields live in globals, a singleton or a reused object that the latest event overwrites. Make an unchangeable context for each invocation, and use task-local or thread-local storage where a library wants an ambient one.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'concurrency.workers-independent': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime lets a worker that has finished poll again although others are busy.',
    observe:
      'Run one `sleep` of 3 s and many short events beside it; then N blocking `sleep` events, after which N polls are open again within a bound.',
    deviations: {
      'blocked-by-busy-worker': 'An event gets no result while another handler is busy.',
    },
    cause:
      'Events are taken in batches and the whole batch is awaited, or blocking handlers use up the threads that the polls need. Give each worker a loop of its own, and the handlers a pool of at least N threads.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'concurrency.failure-contained': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime reports a failing invocation without disturbing the others.',
    observe: 'Let one of four parallel events `throw`.',
    deviations: {
      'not-reported': 'A failing invocation is not reported while others are in work.',
      'others-disturbed': 'Other invocations in work lose their results when one fails.',
    },
    cause:
      'A failing task cancels its siblings, as in an errgroup, a task group or `Promise.all`. Catch handler errors inside the loop of the worker and report them from there.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'concurrency.one-poll-without-variable': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime has exactly one `next` outstanding when the variable is not set.',
    observe: 'Count the open GETs of an ordinary run.',
    deviations: {
      'several-polls': 'Several polls are open although AWS_LAMBDA_MAX_CONCURRENCY is not set.',
    },
    cause:
      'Without the variable, a default such as the number of processors decides how many workers poll. Its absence means standard mode, with a single worker.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'concurrency.invalid-limit': {
    level: 'MAY',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime falls back to one worker or fails clearly at the start when the variable is not a positive number.',
    observe: 'Start with `abc`, `0`, `-1` and an empty value.',
    deviations: {
      'not-served': 'With an invalid AWS_LAMBDA_MAX_CONCURRENCY the runtime neither serves events nor ends.',
      'exits-with-0': 'With an invalid AWS_LAMBDA_MAX_CONCURRENCY the runtime ends with 0.',
    },
    cause:
      'The value is converted without a check, so that 0 gives no worker at all and text a crash. Fall back to one worker with a warning, or exit at the start with a message that names the variable.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
    ],
  },
  'concurrency.init-failure-reported': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'probe:PROBE_INIT=throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a failed init at least once in concurrent mode, tolerates 403 for further reports, and ends all its processes.',
    observe: 'Start with N=4 and `PROBE_INIT=throw`; answer 403 after the first report.',
    deviations: {
      'not-reported': 'A failed init is not reported in concurrent mode.',
      'keeps-running': 'The runtime does not end after a failed init in concurrent mode.',
    },
    cause:
      'Every worker process reports the failure and fails on the 403 for the second report, or the parent waits for children that stay. Accept the 403, end all children, and let the parent exit non-zero.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/rapi/handler/initerror.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py',
    ],
  },
  'concurrency.init-once-per-process': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime runs the static code of the function at most once per worker.',
    observe:
      'Collect the boot ids of `state`: no more than workers, and constant for each worker. A worker is a process, a thread or a task.',
    deviations: {
      'loaded-again': 'The function is loaded more often than there are workers.',
    },
    cause:
      'Each worker thread loads the function for itself, so its static state exists several times. Load it once before the workers start and share the handler.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-runtimes.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html',
    ],
  },
  'concurrency.dead-worker-contained': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:exit,hold',
    tier: 3,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime goes on with the remaining workers when one dies.',
    observe: 'Run `exit` in a process-based runtime, or kill one worker process.',
    deviations: {
      'ends-with-one': 'The runtime ends when one of its worker processes dies.',
      'not-served': 'The remaining workers serve no events after one has died.',
    },
    cause:
      'The parent exits when one child ends, or waits for that child endlessly. Reap it, log it, and continue with the others; exit only when none is left.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html',
    ],
  },
  'concurrency.refused-result-contained': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime logs a refused result (410, 400, 413) and lets the worker go on.',
    observe:
      'Give each status to one of several workers. After a 500 a worker may end, since the OpenAPI text asks for that.',
    deviations: {
      ends: 'The runtime ends after a refused result in concurrent mode.',
      'worker-lost': 'A worker whose result is refused takes no further event.',
    },
    cause:
      'Any status except 202 is thrown to the top and ends every worker. Handle the refusal inside the worker: log it and poll again.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/rapi/rendering/render_error.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
  'concurrency.stuck-poll-contained': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'network',
    costs: 'hang',
    text: 'The runtime does not let a stuck or broken poll of one worker block the others.',
    observe: 'Reset one of N sockets.',
    deviations: {
      'others-blocked': 'One stuck or broken poll keeps the other workers from serving events.',
    },
    cause:
      'Workers share one connection, one lock, or a client with a low limit of connections per host. Use a connection per poll, and raise the limit to N or more.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html',
    ],
  },
  'concurrency.failed-poll-backs-off': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime retries a poll that fails with a lost connection a bounded number of times, with growing pauses; after a 500 it does so or ends.',
    observe:
      'Answer all polls with 500, or break their connections, for 300 ms, and count them; then an event is served. After a 500 the process may end, since the OpenAPI text asks for that.',
    deviations: {
      'gives-up': 'The runtime ends, or takes no further event, after a few polls that failed.',
      'without-a-pause': 'A failed poll is repeated without a pause.',
    },
    cause:
      'A failed poll is fatal at once, or repeated at once. Repeat it about five times with pauses that double from 100 ms, and then end this worker with a line in the log.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
  'concurrency.log-lines-separable': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime writes the records of its logger as single-line JSON with the request id, so that parallel output can be told apart.',
    observe:
      'Run `logger` and `throw` in parallel; parse stdout, stderr and what arrives on the Unix socket of `_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET`, line by line.',
    deviations: {
      'lines-mixed': 'A line of parallel records is not the JSON object of one of them.',
      'no-request-id': 'A record lacks the request id of its own invocation.',
    },
    cause:
      'Lines of parallel handlers go to stdout as they are, or a record is written in several pieces. Write each record as one JSON line with its `requestId`, in a single write.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-runtimes.html',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py',
    ],
  },
  'concurrency.empty-headers-accepted': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'echo',
    tier: 3,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime accepts empty header values in concurrent mode as well.',
    observe:
      'Deliver events with empty trace, client-context and identity headers. The emulator sends each only when it has a value.',
    deviations: {
      'not-served': 'An event with empty headers is not served in concurrent mode.',
    },
    cause:
      'The concurrent loop has separate header code that handles absent headers but not empty ones. Use the same header code in both modes and treat empty values as missing.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/runtime_response_sender.go',
    ],
  },
  'concurrency.streams-not-mixed': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:stream',
    tier: 3,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime keeps parallel streamed responses apart.',
    observe: 'Run four `stream` events with distinct chunks at once.',
    deviations: {
      'bytes-of-another': 'A streamed response has bytes of another one.',
    },
    cause:
      'Streams share a connection, a buffer or a variable that holds the current response. Open one connection and one writer per streamed invocation.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'concurrency.separate-connections': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'hang',
    text: 'The runtime uses separate connections, so that a blocked poll never holds up a result.',
    observe: 'Look at the connection of each request.',
    deviations: {
      'result-behind-poll': 'A result waits for the reply to a poll that is held.',
    },
    cause:
      'Polls and results share one connection or a pool of one, so a result waits behind a poll that is held. Let the pool grow to at least one connection per worker.',
    source: ['https://www.rfc-editor.org/rfc/rfc9112'],
  },
  'concurrency.no-prefetch': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'probe:sleep',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime fetches no event it cannot start.',
    observe:
      "With N events in work no GET is open; report the number. AWS's Node client polls on with N in work.",
    cause:
      'A dispatcher polls ahead into a queue while all workers are busy, and the deadline of the queued event is running. Let a worker poll for itself, and only when it is free.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/invoke/invoke_router.go',
    ],
  },
  'concurrency.idle-workers-use-no-cpu': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime uses no CPU in concurrent mode while its workers wait, its coordinating thread included.',
    observe:
      'Measure the CPU time over 3 s with N pending polls, and again while the workers sleep; less than 5 % of one core.',
    deviations: {
      'uses-cpu': 'The runtime uses CPU time while its workers wait.',
    },
    cause:
      'The coordinating thread checks its workers in a busy loop, or workers poll a queue with short timeouts. Join the workers or wait on a condition, and block in each poll.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'concurrency.first-burst': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'echo',
    tier: 3,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime serves a burst of first invocations on all workers at once.',
    observe: 'Deliver N events the moment N polls are open after a fresh start; repeat the start many times.',
    deviations: {
      'not-served': 'An event of the first burst is not served.',
    },
    cause:
      'The handler loader, a cache or a serialiser is set up at first use, by several workers at once. Finish the loading before the workers start, or guard it with a lock.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-runtimes.html'],
  },
  'concurrency.any-positive-limit': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime accepts every positive AWS_LAMBDA_MAX_CONCURRENCY, one included.',
    observe: 'Start with 1: one poll is open and events are served. Start with 1001: it is not refused.',
    deviations: {
      'not-served': 'Events are not served with a positive AWS_LAMBDA_MAX_CONCURRENCY.',
    },
    cause:
      'A range check refuses 1 as not concurrent, or refuses what exceeds a maximum of the runtime. Accept every positive number: one loop for 1, and for a huge value as many as the process can carry.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'concurrency.ends-non-zero': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'managed-instances',
    needs: 'probe:PROBE_INIT=throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime ends with a non-zero code when its init failed or its last worker died in concurrent mode.',
    observe:
      "Start with N=4 and `PROBE_INIT=throw`; then let every worker die. AWS's clients for Python and Node end with 0 here, and with 1 in standard mode.",
    deviations: {
      'exits-with-0':
        'The runtime ends with 0 after a failed init, or after the loss of all workers, in concurrent mode.',
    },
    cause:
      'The parent waits for its workers and returns normally, also when they failed. Keep the worst exit code of the workers and end with it.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_multi_concurrent_utils.py',
    ],
  },
  'concurrency.internal-extension-no-events': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime registers an internal extension, if it has one, for no event in concurrent mode.',
    observe:
      'Read the body of POST `/2020-01-01/extension/register`; the emulator refuses any event with 403 `Extension.InvalidEventType`.',
    deviations: {
      'registers-events': 'An internal extension is registered for events in concurrent mode.',
    },
    cause:
      'The registration names INVOKE or SHUTDOWN as in standard mode. Register with an empty list of events when AWS_LAMBDA_MAX_CONCURRENCY is set.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda-managed-instances/rapi/handler/agentregister.go',
      'https://github.com/open-telemetry/opentelemetry-lambda/issues/2083',
    ],
  },
  'concurrency.pool-logged': {
    level: 'MAY',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'opaque',
    tier: 3,
    provokedBy: 'service',
    costs: 'nothing',
    text: 'The runtime logs the number of its workers and the limit at the start, as a DEBUG record in JSON.',
    observe:
      'Start with N=4, AWS_LAMBDA_LOG_FORMAT=JSON and AWS_LAMBDA_LOG_LEVEL=DEBUG; look for a record with both numbers and report it.',
    cause:
      "The runtime starts its workers silently. A record such as `runtime_worker_pool_initializing` of AWS's clients helps to find a wrong limit; it is optional.",
    source: ['https://github.com/aws/aws-lambda-dotnet/releases/tag/release_2026-09-15'],
  },
} as const satisfies Record<string, Requirement>;
