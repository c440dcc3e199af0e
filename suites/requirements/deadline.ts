import type { Requirement } from '../../harness/run/requirement.ts';

/** `Lambda-Runtime-Deadline-Ms` and the remaining time that a handler sees. */
export const deadline = {
  'deadline.epoch-milliseconds': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime reads `Lambda-Runtime-Deadline-Ms` as Unix time in milliseconds, in 64 bits.',
    observe:
      "Deliver now + 10 s, now + 900 s and now + 24 days, the most that a remaining time of 32 bits can hold (the `int` of AWS's Java interface); the remaining time is within 250 ms of header minus wall clock.",
    deviations: {
      'wrong-remaining-time': 'The remaining time is not the deadline minus the wall clock.',
    },
    cause:
      'The value is read as seconds, nanoseconds or a duration, or into 32 bits. Parse it into 64 bits as milliseconds since 1970; the remaining time is that value minus the wall clock.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://docs.aws.amazon.com/lambda/latest/dg/java-context.html',
    ],
  },
  'deadline.remaining-shrinks': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime computes the remaining time when it is asked for.',
    observe:
      'Hold back the end of the event body by 300 ms, and reuse one deadline in two invocations; `remainingMs` follows the wall clock each time.',
    deviations: {
      'does-not-follow-clock': 'The remaining time does not follow the wall clock.',
    },
    cause:
      'The remaining time is computed when the context is made, or copied from the configured timeout, and stored. Store the deadline, and subtract the current time from it at every call.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_context.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/InvokeContext.js',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'deadline.past': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 2,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime shows zero or a negative remaining time for a deadline in the past, and still runs the invocation.',
    observe: 'Deliver deadlines of now, now - 1 ms and now - 5 s; no huge number, no failure.',
    deviations: {
      'not-run': 'The runtime does not run an invocation whose deadline is in the past.',
      'wrong-remaining-time':
        'For a deadline in the past the remaining time is neither zero nor the negative difference.',
    },
    cause:
      'An unsigned subtraction underflows to a huge number, or an assertion demands a deadline in the future. Use a signed subtraction, clamp at zero if you like, and call the handler in any case.',
    source: [
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/lambda_context.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/InvokeContext.js',
    ],
  },
  'deadline.missing-or-garbled': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime survives a deadline header that is missing, empty or not a number: it reports an error for that invocation or serves it with a default.',
    observe:
      'Leave it out, and deliver `abc` and an empty value; an outcome is posted and the next event is served.',
    deviations: {
      'no-outcome': 'The runtime posts no outcome for an invocation without a usable deadline.',
      'next-not-served': 'The runtime does not serve the invocation after one without a usable deadline.',
    },
    cause:
      'The header goes through an unguarded unwrap, assertion or number parser. Without a usable value show no deadline or a far one, or report an error for this invocation only.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/awslabs/llrt/blob/23916d8/llrt_core/src/runtime_client.rs',
    ],
  },
  'deadline.default-not-over': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:context',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'diagnosis',
    text: 'The runtime shows no deadline in the past to the handler of an invocation without a usable deadline header.',
    observe:
      'Leave the header out, and deliver `abc` and an empty value; the handler sees no remaining time, or one above zero.',
    deviations: {
      'deadline-over': 'Without a usable deadline the handler sees a deadline that is over.',
    },
    cause:
      'A missing header is read as zero milliseconds since 1970, and a handler that looks at its remaining time gives up at once. Show no deadline, or one far in the future.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'deadline.wall-clock-after-freeze': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 4,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime bases the remaining time on the wall clock, not on a monotonic offset taken before a freeze.',
    observe:
      'Stop the process for 3 s between delivering the headers and the end of the event; `remainingMs` shrinks by the same amount.',
    deviations: {
      'freeze-not-counted': 'The remaining time does not shrink during a freeze.',
    },
    cause:
      'The deadline is turned into an offset as soon as the headers arrive, or into an instant of a clock that may stand still while the process is frozen. Keep the epoch value and compare it with the wall clock (`Date.now()`, `time.time()`, `System.currentTimeMillis()`).',
    source: [
      'https://github.com/aws/aws-lambda-web-adapter/pull/569',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
    ],
  },
  'deadline.no-early-abort': {
    level: 'MAY',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:sleep',
    tier: 4,
    provokedBy: 'function',
    costs: 'invocation',
    text: 'The runtime does not abort a handler before its deadline.',
    observe: 'Run `sleep` until 200 ms before the deadline; a normal response follows.',
    deviations: {
      'aborted-early': 'The runtime aborts a handler before its deadline.',
    },
    cause:
      'A timer of the runtime cancels the handler with a margin of safety, or its delay is in the wrong unit. Leave timeouts to the service; if you keep the timer, let it fire no earlier than the deadline.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'deadline.overrun-on-managed-instances': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime finishes an invocation that outlives its deadline on Managed Instances, posts the result, tolerates its refusal and goes on.',
    observe:
      'Run `sleep` past the deadline; answer the post with 410 InvokeTimeout, a later one with 400; the worker polls again.',
    deviations: {
      'not-finished': 'An invocation that outlives its deadline is not finished.',
      'does-not-go-on': 'The runtime does not serve the next event after a late result.',
    },
    cause:
      'The worker is cancelled at the deadline, or the 410 that answers its late result ends it. On Managed Instances let the handler finish, post once, log a refusal and poll again.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda-managed-instances/invoke/timeout/timeout_cache.go',
    ],
  },
  'deadline.ninety-minutes': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:context',
    tier: 3,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime shows a remaining time of up to 5,400,000 ms and neither caps nor rejects it.',
    observe:
      'Deliver a deadline 90 minutes ahead, which asynchronous invocations and event sources may have on Managed Instances; `remainingMs` follows it.',
    deviations: {
      'wrong-remaining-time': 'A deadline 90 minutes ahead is not shown as the remaining time.',
    },
    cause:
      'The remaining time is limited to 900 s, the longest timeout of other functions, or the deadline is refused as invalid. Subtract the wall clock and apply no limit.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html'],
  },
  'deadline.time-zone-independent': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:context',
    tier: 4,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime shows the same remaining time in every time zone.',
    observe: 'Run `context` with TZ set to Asia/Tokyo.',
    deviations: {
      'depends-on-time-zone': 'The remaining time depends on the time zone.',
    },
    cause:
      'The remaining time is computed from local date fields or from a date without an offset. Use milliseconds since the epoch on both sides; no calendar is needed.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
} as const satisfies Record<string, Requirement>;
