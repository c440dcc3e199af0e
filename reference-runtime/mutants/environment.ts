import type { Mutant } from './mutant.ts';

/** Defects of the environment. */
export const environment: readonly Mutant[] = [
  {
    requirement: 'environment.passed-through',
    defect: 'Removes variables without a value.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace:
          "for (const name in env) if (env[name] === '') delete env[name];\nconst stop = abortOnSigterm();",
      },
    ],
  },
  {
    requirement: 'environment.reserved-not-overwritten',
    defect: 'Exports the name of its execution environment.',
    changes: [
      {
        file: 'main.js',
        find: 'const stop = abortOnSigterm();',
        replace: "env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_reference';\nconst stop = abortOnSigterm();",
      },
    ],
  },
  {
    requirement: 'environment.api-address-honoured',
    defect: 'Keeps the port and writes the host into the code.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'this.#exchange = new Exchange(host, port);',
        replace: "this.#exchange = new Exchange('127.0.0.1', port);",
      },
    ],
  },
];
