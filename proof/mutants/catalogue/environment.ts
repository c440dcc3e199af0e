import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of the environment. */
export const environmentMutants: readonly Mutant[] = [
  {
    requirement: 'environment.passed-through',
    defect: 'Removes empty variables.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace:
          "for (const name in env) if (env[name] === '') delete env[name];\nconst stop = abortOnSigterm();",
      },
    ],
    code: 'variable-altered',
    says: /^no \w+_EMPTY$/,
  },
  {
    requirement: 'environment.reserved-not-overwritten',
    defect: 'Exports another region.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace: "env['AWS_REGION'] = 'eu-nowhere-1';\nconst stop = abortOnSigterm();",
      },
    ],
    code: 'variable-changed',
    says: 'AWS_REGION=eu-nowhere-1',
  },
  {
    requirement: 'environment.api-address-honoured',
    defect: 'Uses a fixed host.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'this.#exchange = new Exchange(host, port);',
        replace: "this.#exchange = new Exchange('127.0.0.1', port);",
      },
    ],
    code: 'address-not-used',
    says: 'a poll at 127.0.0.2:',
  },
  {
    requirement: 'environment.ipv6-address',
    defect: 'Rejects an IPv6 address.',
    changes: [
      { file: 'runtime-api-client.js', find: 'const host = ipv6 ?? name;', replace: 'const host = name;' },
    ],
    code: 'address-not-used',
  },
  {
    requirement: 'environment.task-root-not-cwd',
    defect: 'Looks for the function in the working directory.',
    changes: [
      {
        file: 'handler.js',
        find: "env['LAMBDA_TASK_ROOT'] ?? process.cwd()",
        replace: 'process.cwd()',
      },
    ],
    code: 'does-not-start',
  },
  {
    requirement: 'environment.exec-wrapper-harmless',
    defect: 'Refuses to start with a wrapper.',
    changes: [atStart("if (env['AWS_LAMBDA_EXEC_WRAPPER']) throw new Error('wrappers are not supported');")],
    code: 'does-not-start',
  },
  {
    requirement: 'environment.credentials-optional',
    defect: 'Creates a client at start that requires credentials.',
    changes: [atStart("env['AWS_SECRET_ACCESS_KEY'].trim();")],
    code: 'does-not-start',
  },
];

/** Runs a statement first. */
function atStart(statement: string): SourceChange {
  const stop = 'const stop = abortOnSigterm();';
  return { file: 'main.js', find: stop, replace: `${statement} ${stop}` };
}
