import type { Mutant } from './mutant.ts';

/** Defects of the restore from a snapshot. */
export const snapstartMutants: readonly Mutant[] = [
  {
    requirement: 'snapstart.only-under-snapstart',
    defect: 'Calls restore/next before its first poll, without SnapStart as well.',
    changes: [
      {
        file: 'main.js',
        find: 'await serve({ api, handler, guard, env, log, stop });',
        replace:
          "await fetch(`http://${env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/restore/next`); await serve({ api, handler, guard, env, log, stop });",
      },
    ],
    code: 'called-without-snapstart',
    says: 'GET /2018-06-01/runtime/restore/next (404)',
  },
];
