import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

/** Freedoms of languages other than JavaScript, played by the reference runtime and a changed probe function. */
export const languageInnocents: readonly Innocent[] = [
  {
    name: 'trace-in-jvm-property',
    freedom:
      'Runs on a JVM and publishes the trace as the property `com.amazonaws.xray.traceHeader`, not as the variable.',
    legal: 'AWS, Defined runtime environment variables: from Java 17 on the variable is not used.',
    changes: [
      {
        file: 'context.js',
        find: "    if (traceId === undefined)\n        delete env['_X_AMZN_TRACE_ID'];\n    else\n        env['_X_AMZN_TRACE_ID'] = traceId;",
        replace: "    globalThis.systemProperties = { 'com.amazonaws.xray.traceHeader': traceId };",
      },
    ],
    probe: [
      language('java'),
      properties("'names-error-classes',", "'names-error-classes', 'system-properties',"),
      {
        file: 'probe.mjs',
        find: 'const properties = [',
        replace: "const properties = [\n  'system-properties',",
      },
      {
        file: 'probe.mjs',
        find: '[name, process.env[name] ?? null]',
        replace: '[name, globalThis.systemProperties?.[name] ?? process.env[name] ?? null]',
      },
      // The child reads the variable, which this runtime does not set.
      { file: 'probe.mjs', find: '  child: async () =>', replace: "  'no-child': async () =>" },
    ],
  },
  {
    name: 'one-error-class',
    freedom: 'Runs a function that fails with one class, not with the one that the event names.',
    legal: 'In Go an error has no class of its own, and a Java function cannot make one at run time.',
    probe: [
      properties("'names-error-classes',", ''),
      {
        file: 'probe.mjs',
        find: 'throw: async ({ type, message }) => {\n    throw makeError(type, message);',
        replace: "throw: async ({ message }) => {\n    throw makeError('ProbeError', message);",
      },
    ],
  },
  {
    name: 'prefixed-error-messages',
    freedom: 'Runs a function that cannot fail without a prefix before its message.',
    legal:
      'A shell has no exceptions, and its message is a line of its own; the runtime reports what it got.',
    probe: [
      properties("'keeps-error-messages',", ''),
      {
        file: 'probe.mjs',
        find: 'throw: async ({ type, message }) => {\n    throw makeError(type, message);',
        replace: 'throw: async ({ type, message }) => {\n    throw makeError(type, `line 1: ${message}`);',
      },
    ],
  },
  {
    name: 'cannot-tell-never',
    freedom: 'Cannot tell that a handler never settles, because its event loop never runs empty.',
    legal: '`error.never-settling-handler`: "where the language can tell"; Go and Java cannot.',
    changes: [
      {
        file: 'main.js',
        find: 'let handler;',
        replace: `const alive = setInterval(() => {}, 60_000);
    process.once('SIGTERM', () => clearInterval(alive));
    let handler;`,
      },
    ],
    probe: [properties("'notices-never',", '')],
  },
  {
    name: 'no-faults-while-loading',
    freedom: 'Runs a function that cannot be made to fail while it loads.',
    legal: 'A compiled function has no code that runs before the loop of its runtime.',
    probe: [
      { file: 'probe.mjs', find: "obeyInit(process.env.PROBE_INIT ?? '');", replace: "obeyInit('');" },
      {
        file: 'probe.mjs',
        find: "...['throw', 'throw:TYPE', 'exit', 'sleep', 'log'].map((order) => `PROBE_INIT=${order}`),",
        replace: '',
      },
    ],
  },
  {
    name: 'linked-function',
    freedom:
      'Contains the function, as a compiled program does: it ignores `_HANDLER` and LAMBDA_TASK_ROOT, and a function that fails to load ends the process before any call.',
    legal:
      'The clients for Go and Rust are linked with the function; `init.function-by-name` and `init.reports-failure` speak of functions that the runtime loads.',
    files: { 'probe.mjs': '../../../suites/probe/probe.mjs' },
    changes: [
      {
        file: 'main.js',
        find: "import { loadHandler } from './handler.js';",
        replace: "import { handler as linked } from './probe.mjs';\nconst loadHandler = async () => linked;",
      },
    ],
  },
  {
    name: 'own-execution-environment-name',
    freedom: 'Sets AWS_EXECUTION_ENV to its own name.',
    legal: 'The start script of the images of AWS sets it.',
    changes: [
      {
        file: 'main.js',
        find: 'let handler;',
        replace: "env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_my_runtime';\n    let handler;",
      },
    ],
  },
  {
    name: 'stack-named-trace',
    freedom: 'Calls the stack of an error report `trace`.',
    legal: 'The Node.js client of AWS does so.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'Buffer.from(JSON.stringify(document))',
        replace:
          'Buffer.from(JSON.stringify({ ...document, trace: document.stackTrace, stackTrace: undefined }))',
      },
    ],
  },
  {
    name: 'exits-on-413',
    freedom: 'Exits with 1 when its result is refused with 413.',
    legal: 'AWS documents no survival; `response.413-survived` is a MAY, since most clients of AWS end.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'refuseToGoOnAfter500(reply, request.path);',
        replace:
          "refuseToGoOnAfter500(reply, request.path);\n                if (reply.status === 413) throw new RuntimeApiFailure('the result was refused with 413');",
      },
    ],
  },
];

function language(name: string): SourceChange {
  return { file: 'probe.mjs', find: "language: 'javascript'", replace: `language: '${name}'` };
}

function properties(find: string, replace: string): SourceChange {
  return { file: 'probe.mjs', find, replace };
}
