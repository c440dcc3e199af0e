import type { Mutant } from './mutant.ts';

/** Defects of the end of the process, wanted and unwanted. */
export const shutdown: readonly Mutant[] = [
  {
    requirement: 'shutdown.stays-while-healthy',
    defect: 'Ends after 50 invocations, for a fresh start.',
    changes: [
      {
        file: 'loop.js',
        find: 'while (!stop.aborted) {',
        replace: 'for (let count = 0; count < 50; count += 1) {',
      },
    ],
  },
  {
    requirement: 'shutdown.exits-when-api-gone',
    defect: 'Ends with exit code 0 when it gives up.',
    changes: [{ file: 'shutdown.js', find: 'process.exit(1);', replace: 'process.exit(0);' }],
    message: 'exit code 0',
  },
];
