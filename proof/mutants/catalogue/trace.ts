import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of the trace variable. */
export const traceMutants: readonly Mutant[] = [
  {
    requirement: 'trace.variable-set',
    defect: 'Never sets the variable.',
    changes: [exporting('else if (false)')],
    code: 'wrong-value',
    says: '_X_AMZN_TRACE_ID is not set',
  },
  {
    requirement: 'trace.variable-updated',
    defect: 'Sets the variable with the first event only.',
    changes: [exporting("else if (env['_X_AMZN_TRACE_ID'] === undefined)")],
    code: 'not-updated',
  },
  {
    requirement: 'trace.cleared-when-absent',
    defect: 'Leaves the variable alone when an invocation has no trace.',
    changes: [{ file: 'context.js', find: "delete env['_X_AMZN_TRACE_ID'];", replace: ';' }],
    code: 'not-cleared',
  },
  {
    requirement: 'trace.cleared-when-absent',
    variant: 'jvm-property',
    defect: 'Runs on a JVM and leaves the system property alone when an invocation has no trace.',
    changes: [
      {
        file: 'context.js',
        find: "delete env['_X_AMZN_TRACE_ID'];",
        replace: ';',
      },
      {
        file: 'context.js',
        find: "env['_X_AMZN_TRACE_ID'] = traceId;",
        replace: 'globalThis.property = traceId;',
      },
      {
        file: 'main.js',
        find: 'handler = await guard.run(() => loadHandler(env));',
        replace: `const loaded = await guard.run(() => loadHandler(env));
          handler = async (event, context) => {
            const result = await loaded(event, context);
            if (event?.probe === 'describe') return { ...result, language: 'java', properties: ['system-properties'] };
            if (event?.probe !== 'env') return result;
            return { ...result, 'com.amazonaws.xray.traceHeader': globalThis.property ?? null };
          };`,
      },
    ],
    code: 'not-cleared',
    says: 'com.amazonaws.xray.traceHeader=Root=1-67891234',
  },
  {
    requirement: 'trace.copied-verbatim',
    defect: 'Assembles the variable from known fields.',
    changes: [
      {
        file: 'context.js',
        find: "env['_X_AMZN_TRACE_ID'] = traceId;",
        replace:
          "env['_X_AMZN_TRACE_ID'] = traceId.split(';').filter((field) => /^(Root|Parent|Sampled)=/.test(field)).join(';');",
      },
    ],
    code: 'value-altered',
  },
  {
    requirement: 'trace.header-optional',
    defect: 'Assumes that the trace header is always present.',
    changes: [
      {
        file: 'context.js',
        find: 'if (traceId === undefined)',
        replace: "if (traceId === undefined) throw new Error('no trace');\n    if (traceId === undefined)",
      },
    ],
    code: 'not-served',
  },
  {
    requirement: 'trace.on-context',
    defect: 'Sets the variable alone.',
    changes: [{ file: 'context.js', find: 'traceId: invocation.traceId,', replace: '' }],
    code: 'wrong-value',
    says: 'it shows no `traceId`',
  },
  {
    requirement: 'trace.unset-not-empty',
    defect: 'Empties the variable when an invocation has no trace.',
    changes: [
      {
        file: 'context.js',
        find: "delete env['_X_AMZN_TRACE_ID'];",
        replace: "env['_X_AMZN_TRACE_ID'] = '';",
      },
    ],
    code: 'not-unset',
    says: '_X_AMZN_TRACE_ID is empty',
  },
  {
    requirement: 'trace.header-optional',
    variant: 'fails-invocation',
    defect: 'Reports every invocation without a trace as failed.',
    changes: [
      {
        file: 'loop.js',
        find: 'guard.run(async () =>',
        replace: 'guard.run(async () => invocation.traceId.trim() &&',
      },
    ],
    code: 'not-served',
  },
  {
    requirement: 'trace.inherited-by-children',
    defect: 'Starts child processes without its own variables.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace: `const children = process.getBuiltinModule('node:child_process');
          const { spawn } = children.ChildProcess.prototype;
          children.ChildProcess.prototype.spawn = function (options) {
            const envPairs = options.envPairs.filter((pair) => !pair.startsWith('_X_AMZN_TRACE_ID='));
            return spawn.call(this, { ...options, envPairs });
          };
          const stop = abortOnSigterm();`,
      },
    ],
    code: 'not-inherited',
  },
  {
    requirement: 'trace.per-invocation-in-parallel',
    defect: 'Shows each handler the trace of the latest event.',
    changes: [
      sharing(),
      {
        file: 'context.js',
        find: 'traceId: invocation.traceId,',
        replace: "get traceId() { return env['_X_AMZN_TRACE_ID']; },",
      },
    ],
    code: 'trace-of-another',
  },
  {
    requirement: 'trace.not-process-wide',
    defect: 'Sets the variable in concurrent mode as well.',
    changes: [sharing()],
    code: 'shared-variable',
  },
];

/** Sets the trace variable in concurrent mode as well. */
function sharing(): SourceChange {
  return {
    file: 'context.js',
    find: "if (env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined)\n        return;",
    replace: '',
  };
}

/** Changes the condition for setting the trace variable. */
function exporting(condition: string): SourceChange {
  return { file: 'context.js', find: 'else\n        env', replace: `${condition}\n        env` };
}
