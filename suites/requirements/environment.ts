import type { Requirement } from '../../harness/run/requirement.ts';

/** The environment variables that a bootstrap is started with. */
export const environment = {
  'environment.passed-through': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:env',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime lets the handler see all variables it was started with, unchanged.',
    observe:
      'Start with 20 generated variables (UTF-8, empty, `=` in the value, 3 KB) and read them with `env`.',
    deviations: {
      'variable-altered': 'The handler sees an altered or missing variable.',
    },
    cause:
      'The function is started with a filtered or rebuilt environment, entries are split at every equal sign, or text is decoded in the charset of the locale. Pass the inherited environment on whole, split at the first equal sign, and treat values as UTF-8.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  'environment.reserved-not-overwritten': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:env',
    tier: 2,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime overwrites no reserved variable except the trace id and AWS_EXECUTION_ENV.',
    observe:
      "Compare the reserved names before and after with `env`; AWS's own images set AWS_EXECUTION_ENV in their start script.",
    deviations: {
      'variable-changed': 'The runtime changes a reserved variable that the handler sees.',
    },
    cause:
      'The runtime or its start script exports values of its own under reserved names, such as AWS_EXECUTION_ENV or `_HANDLER`. Use other names for your own settings; of the reserved variables set only the trace id.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  'environment.api-address-honoured': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime takes host and port only from AWS_LAMBDA_RUNTIME_API and works with any port, host name or IPv4 literal.',
    observe: 'Start with `localhost:PORT` and `127.0.0.2:PORT`; all other tests use `127.0.0.1:PORT`.',
    deviations: {
      'address-not-used': 'The runtime does not work with an address that AWS_LAMBDA_RUNTIME_API may name.',
    },
    cause:
      '127.0.0.1 or port 9001 is hard-coded, or only an IPv4 address is understood. Put `http://` before the whole value of the variable and let the resolver deal with names.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'environment.ipv6-address': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime works with an IPv6 literal as host.',
    observe: 'Start with `[::1]:PORT`.',
    deviations: {
      'address-not-used': 'The runtime does not work with an IPv6 address.',
    },
    cause:
      'The value is split at its first colon to find the port. Split at the last colon, keep the brackets in the URL, and strip them for a raw socket.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'environment.task-root-not-cwd': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime honours a LAMBDA_TASK_ROOT that differs from the working directory.',
    observe: 'Start with another working directory; not applicable to compiled runtimes.',
    deviations: {
      'does-not-start': 'The runtime does not find its function in another working directory.',
    },
    cause:
      'The handler file is opened relative to the working directory. Join LAMBDA_TASK_ROOT and the path of the handler, and put the root on the module search path.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'environment.exec-wrapper-harmless': {
    level: 'MAY',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime works with AWS_LAMBDA_EXEC_WRAPPER set, which OS-only runtimes need not honour.',
    observe: 'Set it; nothing breaks.',
    deviations: {
      'does-not-start': 'The runtime does not work with AWS_LAMBDA_EXEC_WRAPPER set.',
    },
    cause:
      'A start script runs the file that the variable names and fails when it is missing or not executable. Ignore the variable, or test that it names an executable file before you run it.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html'],
  },
  'environment.credentials-optional': {
    level: 'MAY',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime starts without credential variables.',
    observe: 'Leave out AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.',
    deviations: {
      'does-not-start': 'The runtime does not start without credentials.',
    },
    cause:
      'An AWS client is created at start, or the key variables are read as required. Let the runtime itself do without credentials, and leave clients to the function.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
} as const satisfies Record<string, Requirement>;
