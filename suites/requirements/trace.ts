import type { Requirement } from '../../harness/run/requirement.ts';

/** `Lambda-Runtime-Trace-Id` and the variable `_X_AMZN_TRACE_ID`. */
export const trace = {
  'trace.variable-set': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:env',
    tier: 2,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: "The runtime puts the trace of `Lambda-Runtime-Trace-Id` where AWS's SDK of its language looks before the handler runs, in standard mode: into the variable `_X_AMZN_TRACE_ID`, on a JVM into that or the system property `com.amazonaws.xray.traceHeader`.",
    observe:
      'Read the variable and, on a JVM, the property with `env`, also on a build without optional tracing parts.',
    deviations: {
      'wrong-value': 'The trace variable does not hold the trace of the invocation.',
    },
    cause:
      'The trace is never published, filled from another header, or published only when an optional tracing module is on. Set `_X_AMZN_TRACE_ID` to the value of the header in the basic loop, before each call of the handler; a JVM, which cannot change its environment, sets the system property.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
  'trace.variable-updated': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:env',
    tier: 2,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime updates the trace variable, or the JVM property in its place, on every invocation.',
    observe: 'Deliver two different values in one process.',
    deviations: {
      'not-updated': 'The trace variable does not change with the invocation.',
    },
    cause:
      'The variable is set once, at start or with the first event. Set it again after every reply of `next`, in the environment that the handler and its X-Ray SDK really read.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
  'trace.cleared-when-absent': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:env',
    tier: 2,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime leaves no stale trace behind when an invocation has no trace header, neither in the variable nor in the JVM property.',
    observe: 'Deliver a trace, then none; wherever the first trace was published, it is unset or empty.',
    deviations: {
      'not-cleared': 'The trace variable or property holds a value in an invocation that has no trace.',
    },
    cause:
      'The variable is assigned only when the header is present, and never unset. Unset the variable whenever an invocation brings no trace.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
  'trace.copied-verbatim': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:env',
    tier: 2,
    provokedBy: 'caller',
    costs: 'diagnosis',
    text: 'The runtime copies the trace header verbatim, unknown fields included.',
    observe:
      'Deliver unusual but legal values with Root, Parent, Sampled, Lineage, Self and made-up fields; compare the variable or, on a JVM, the property.',
    deviations: {
      'value-altered': 'The trace variable is not a copy of the trace header.',
    },
    cause:
      'The value is parsed into Root, Parent and Sampled and put together again, or made up by the runtime. Copy the string as it came; fields such as Lineage belong to the service.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'trace.header-optional': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'echo',
    tier: 2,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime serves an invocation without a trace header.',
    observe: 'Leave the header out; the emulator does so by default.',
    deviations: {
      'not-served': 'The runtime does not serve an invocation without a trace header.',
    },
    cause:
      'The trace id is declared as a required header, so its absence fails the event or the process. Make it optional and serve the event without a trace.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapidcore/standalone/telemetry/tracer.go',
    ],
  },
  'trace.inherited-by-children': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:child',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime passes the current trace variable on to child processes of the handler.',
    observe: 'Let the handler start a child that prints its environment.',
    deviations: {
      'not-inherited': 'A child process of the handler does not see the trace of the invocation.',
    },
    cause:
      'The value is set in a private copy of the environment, which child processes do not inherit. Use the real `setenv` of the process, or hand the variable over when the child is started.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'trace.on-context': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:context',
    tier: 4,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime also exposes the trace id on the context object.',
    observe: 'Run `context` and read `traceId`.',
    deviations: {
      'wrong-value': 'The context does not show the trace of the invocation.',
    },
    cause:
      'Only the variable is set, so a handler in concurrent mode cannot read its trace. Add the value of the header as a field of the context.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/types.rs',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
      'https://github.com/awslabs/swift-aws-lambda-runtime/blob/bd7d9ee/Sources/AWSLambdaRuntime/HTTPClient/LambdaRuntimeClient.swift',
    ],
  },
  'trace.per-invocation-in-parallel': {
    level: 'MUST',
    basis: 'documented',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime gives each invocation its own trace id in concurrent mode.',
    observe:
      'Deliver two invocations with different traces, the body of the first held back until the second is answered; each reads its own from the context.',
    deviations: {
      'trace-of-another': 'An invocation sees the trace of another one that is in work.',
    },
    cause:
      'Every worker sets the same process-wide value, and one invocation reads the trace of another. With AWS_LAMBDA_MAX_CONCURRENCY set keep the trace in the context or in task-local storage.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'trace.not-process-wide': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'managed-instances',
    needs: 'probe:hold',
    tier: 3,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime does not share the trace id through a process-wide variable in concurrent mode.',
    observe:
      'Deliver parallel invocations with different traces; `env` shows none of them, unless each worker is a process of its own.',
    deviations: {
      'shared-variable':
        'The trace variable of the process is set in concurrent mode, where invocations share it.',
    },
    cause:
      'The variable is set as in standard mode, and parallel invocations overwrite it. Touch the environment only where each worker is a process.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-dotnet/blob/8314921/Libraries/src/Amazon.Lambda.RuntimeSupport/Bootstrap/LambdaBootstrap.cs',
    ],
  },
  'trace.unset-not-empty': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:env',
    tier: 4,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime removes the trace variable, or the JVM property, when the header is absent, rather than leaving it empty.',
    observe: 'Deliver a trace, then none; `env` answers null.',
    deviations: {
      'not-unset': 'The trace variable is still set in an invocation that has no trace.',
    },
    cause:
      'An absent header is read as an empty string and assigned as such. Delete the variable instead (`unsetenv`, `delete process.env.NAME`), so that a test for its presence gives the right answer.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-rust-runtime/blob/578bb6a/lambda-runtime/src/runtime.rs',
    ],
  },
  'trace.jvm-system-property': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:env',
    tier: 4,
    provokedBy: 'service',
    costs: 'diagnosis',
    text: 'The runtime publishes the trace id as the system property `com.amazonaws.xray.traceHeader` where it runs on a JVM.',
    observe: 'Only for the JVM, whose probe answers `env` for that name from the system properties.',
    deviations: {
      'wrong-value': 'The system property of the trace does not hold the trace of the invocation.',
    },
    cause:
      'A JVM cannot change its own environment, and the runtime does not use a property instead. Set the system property `com.amazonaws.xray.traceHeader` for each invocation and clear it when the header is absent; the X-Ray SDK reads it.',
    source: [
      'https://github.com/aws/aws-lambda-java-libs/blob/c4dcbab/aws-lambda-java-runtime-interface-client/src/main/java/com/amazonaws/services/lambda/runtime/api/client/AWSLambda.java',
    ],
  },
} as const satisfies Record<string, Requirement>;
