import type { Requirement } from '../../harness/run/requirement.ts';

/** stdout, stderr and structured logs. */
export const logging = {
  'logging.output-passes-through': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:log',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime lets handler output reach the stdout and stderr of the process.',
    observe: 'Run `log` and read both.',
    deviations: {
      'output-lost': 'The output of the handler does not reach the output of the process.',
    },
    cause:
      'The runtime captures stdout or stderr (to prefix lines, or to find the result) and does not pass them on. Let the function inherit both descriptors, or copy everything that you capture.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
    ],
  },
  'logging.output-not-in-result': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:log',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime never lets output of the handler into the response body.',
    observe: 'Run `log`; the body is the result alone.',
    deviations: {
      'output-in-result': 'The output of the handler ends up in the body of the response.',
    },
    cause:
      'The result is read from the stdout of the handler, so every print becomes part of it. Take results by another way: a return value, a further descriptor or a file.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'logging.flushed-before-next': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:log',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime flushes the lines that the handler wrote before it calls `next`, since the process may be frozen then.',
    observe: 'Run `log` with a whole line; the bytes are readable when the GET arrives.',
    deviations: {
      'output-buffered': 'The runtime polls while output of the handler is still inside the process.',
      'pipe-not-awaited': 'The runtime polls before the pipe has taken all output of the handler.',
    },
    cause:
      'stdout is block-buffered when it is not a terminal, and the buffer is not flushed before the freeze. Flush both streams after each handler, or make them unbuffered or line-buffered at the start.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.unfinished-line-flushed': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:log',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime also flushes an unfinished line of the handler before it calls `next`.',
    observe: 'Run `log` without a line feed; the bytes are readable when the GET arrives.',
    deviations: {
      'output-buffered':
        'The runtime polls while an unfinished line of the handler is still inside the process.',
    },
    cause:
      'stdout is line-buffered, as in Rust, and text without a line feed stays in the process until the next line. Flush both streams after each handler; few functions end their output in the middle of a line.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.flushed-before-exit': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:log',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime flushes the output before it exits after a failure.',
    observe: 'Run `log`, then provoke an exit; all text is there.',
    deviations: {
      'output-lost': 'Output of the handler is lost when the runtime exits after a failure.',
    },
    cause:
      'The exit goes through `_exit`, an abort or a signal, which skips the buffers, or an asynchronous logger has not finished. Flush both streams and wait for the logger on every way out.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.json-on-managed-instances': {
    level: 'MUST',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:throw',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime writes the records of its logger as JSON on Managed Instances, where no other format exists.',
    observe:
      'Run `logger`, which writes through the logger of the runtime, and `throw`, which the runtime logs; parse each line of them, from stdout, stderr and the Unix socket of `_LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET`. Plain `print` output is not judged.',
    deviations: {
      'not-json': 'A record of the logger is not a JSON object on one line.',
    },
    cause:
      'The logger writes text unless AWS_LAMBDA_LOG_FORMAT says otherwise, and prints of the handler go out as they are. On Managed Instances always write JSON lines, and wrap prints into records too.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html',
    ],
  },
  'logging.json-records': {
    level: 'MAY',
    basis: 'documented',
    profile: 'json-logging',
    needs: 'probe:logger',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime writes one JSON object per line with timestamp, level, message and requestId when AWS_LAMBDA_LOG_FORMAT=JSON.',
    observe:
      'Run `logger` at TRACE and parse each line. The key of the level is `level`; that of the time follows the language, as Lambda allows, and so do the names of the others. An error is on one line as well, and so is what the runtime itself logs about a handler that fails.',
    deviations: {
      'not-json': 'A record of the logger is not a JSON object on one line.',
      'member-missing': 'A record of the logger lacks its time or its level.',
      'no-request-id': 'A record of the logger lacks the request id of its invocation.',
    },
    cause:
      'The variable is not read, or records are put together by hand, span lines or lack members. With AWS_LAMBDA_LOG_FORMAT=JSON let a JSON encoder write `timestamp`, `level`, `message` and `requestId` on one line.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/LogPatch.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-rust-runtime/issues/821',
    ],
  },
  'logging.json-levels-and-time': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'json-logging',
    needs: 'probe:logger',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime uses the levels TRACE, DEBUG, INFO, WARN, ERROR and FATAL and RFC 3339 times in its JSON logs.',
    observe:
      'Run `logger` at TRACE and parse; Lambda files other lines as INFO under its own time. Upper and lower case are the same, and WARNING, CRITICAL and INFORMATION count as WARN, FATAL and INFO, since the clients of AWS for Python and .NET write them.',
    deviations: {
      'unknown-level': 'A record has a level that Lambda does not know.',
      'other-level': 'A record has another level than the one at which the function wrote it.',
      'time-not-rfc3339': 'The time of a record is not in the form of RFC 3339.',
    },
    cause:
      'The logger writes its own level names (numbers, NOTICE, abbreviations) or local times. Map the levels to the six names, and write UTC times such as `2026-01-31T12:00:00.000Z`.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html',
      'https://github.com/aws/aws-lambda-rust-runtime/issues/821',
    ],
  },
  'logging.level-filter': {
    level: 'MAY',
    basis: 'documented',
    profile: 'json-logging',
    needs: 'probe:logger',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime filters its logger by AWS_LAMBDA_LOG_LEVEL.',
    observe: 'Set WARN and run `logger`: records below it are dropped, and no others.',
    deviations: {
      'not-filtered': 'The logger writes a record below AWS_LAMBDA_LOG_LEVEL.',
      'filtered-too-much': 'The logger drops a record that AWS_LAMBDA_LOG_LEVEL does not.',
    },
    cause:
      'The variable is not read, or its case does not match. Read AWS_LAMBDA_LOG_LEVEL at the start and drop records below it.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html',
      'https://github.com/aws/aws-lambda-rust-runtime/issues/821',
    ],
  },
  'logging.json-tenant-id': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'tenant-isolation',
    needs: 'probe:logger',
    tier: 3,
    provokedBy: 'caller',
    costs: 'diagnosis',
    text: 'The runtime writes the tenant id of the invocation into the JSON records of its logger.',
    observe:
      'Run `logger` for two tenants with AWS_LAMBDA_LOG_FORMAT=JSON; each record has the id of its own tenant. A logger without JSON is not judged.',
    deviations: {
      missing: 'A JSON record of the logger lacks the tenant id of its invocation.',
    },
    cause:
      'The logger keeps the request id of the invocation and not the tenant id, or looks for it where nothing has put it. Put both into the context of the invocation, and add `tenantId` to each record.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-monitor.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation-context.html',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'logging.multi-line-records': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 3,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime keeps a record of several lines together in text mode.',
    observe:
      'Run `throw` with a message of several lines; managed clients turn line feeds into carriage returns.',
    deviations: {
      'record-split': 'A record of several lines is split into several records.',
    },
    cause:
      'A record keeps its line feeds, and each line becomes a record of its own in CloudWatch. Write inner line feeds as carriage returns, as the managed clients do.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/LogPatch.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'logging.telemetry-descriptor': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:log',
    tier: 3,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime writes framed records to `_LAMBDA_TELEMETRY_LOG_FD` when it is set, and removes the variable.',
    observe:
      'Give it a pipe and decode: 4-byte type (0xa55a0003 text, 0xa55a0002 JSON, with level bits), 4-byte big-endian length, 8-byte time in microseconds, message. Undocumented: never require it.',
    cause:
      'Frames have another byte order, length or unit of time, or the variable is left for children to inherit. Follow the layout exactly and remove the variable, or leave the descriptor alone and write to stdout.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/LogPatch.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-ruby-runtime-interface-client/blob/70a2045/lib/aws_lambda_ric.rb',
    ],
    excluded: 'The descriptor is undocumented, and Lambda gives it to managed runtimes only.',
  },
  'logging.handler-errors-logged': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:throw+keeps-error-messages',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime also writes handler errors to the log.',
    observe: 'Run `throw`; stdout or stderr contains the text.',
    deviations: {
      'failure-not-logged': 'A failure of the handler is not logged.',
    },
    cause:
      'The error is posted to /error but not logged. Write its type, message and stack to stderr as well.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-ruby-runtime-interface-client/blob/70a2045/lib/aws_lambda_ric.rb',
    ],
  },
  'logging.large-output-harmless': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:log',
    tier: 4,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime neither blocks nor truncates its result because of large output.',
    observe:
      'Run `log` with lines of 256 KB, and with 10 MB to stdout and to stderr while the reader drains.',
    deviations: {
      'result-lost': 'After large output of the handler, its result or the next one is missing.',
    },
    cause:
      'Output passes through a pipe that the runtime reads only after the handler has ended, and the handler blocks at 64 KiB. Read it while the handler runs, or let the handler write to the inherited descriptors.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.closed-output-harmless': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:throw',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime survives a closed stdout or stderr.',
    observe:
      'Close the reading ends; then let the function fail, which the runtime logs, and deliver a good event.',
    deviations: {
      'does-not-serve': 'The runtime does not serve with a closed stdout or stderr.',
    },
    cause:
      'Writing to a pipe without a reader raises SIGPIPE or an unhandled EPIPE. Ignore the signal, and drop records that cannot be written.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.no-platform-lines': {
    level: 'MAY',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime prints no START, END or REPORT lines, which the service writes.',
    observe: 'Search the output.',
    deviations: {
      'platform-line': 'The runtime prints a line that the service itself writes.',
    },
    cause:
      'The runtime imitates START, END and REPORT, which local emulators print. Remove them; the service adds its own, and doubled lines spoil metrics made from logs.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html'],
  },
  'logging.no-secrets': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'nothing',
    text: 'The runtime prints no secrets of its environment.',
    observe: 'Give the credential variables marker values and search the output.',
    deviations: {
      'secret-printed': 'The runtime prints a secret of its environment.',
    },
    cause:
      'A debug mode or a crash report prints the whole environment or all request headers. Print names only, or a fixed list of variables that hold no secret.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  'logging.output-closed-by-function': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:close-output',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime keeps serving after the function has closed stdout or disposed of its console writer.',
    observe:
      'Close it in one invocation; the next ones are served, also one that fails, which the runtime logs.',
    deviations: {
      'stops-serving': 'The runtime stops serving after the function has closed its output.',
    },
    cause:
      'The runtime writes or flushes to the stream that the function has closed, and the failure ends the loop. Keep a duplicate of descriptors 1 and 2 from the start, and ignore failed writes.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.parallel-writers': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:log,background',
    tier: 4,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime does not deadlock when several threads write by different logging routes.',
    observe:
      'Start background writers, then log 10,000 lines to both outputs while they fire; the result arrives in time.',
    deviations: {
      'hangs-or-ends': 'The runtime hangs or exits when several threads write at the same time.',
    },
    cause:
      "Two locks, of the console and of the logger, are taken in opposite orders. Use one lock for all output, or write to the console only when the logger's lock is free.",
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'logging.event-not-logged': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'echo',
    tier: 4,
    provokedBy: 'caller',
    costs: 'nothing',
    text: 'The runtime does not copy events and results to the log by itself.',
    observe: 'Put a marker into the event of an echo and search the output.',
    deviations: {
      'payload-printed': 'The runtime copies the event or the result to its output.',
    },
    cause:
      'A debugging line prints the event or the result. Remove it, or put it behind a setting that is off by default, because events hold personal data.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
} as const satisfies Record<string, Requirement>;
