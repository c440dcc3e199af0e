import type { Mutant } from './mutant.ts';

/** Defects of polling. */
export const next: readonly Mutant[] = [
  {
    requirement: 'next.continues-after-result',
    defect: 'Ends after its first invocation, with exit code 0.',
    changes: [{ file: 'loop.js', find: 'while (!stop.aborted) {', replace: '{' }],
  },
];
