import { context } from './context.ts';
import { deadline } from './deadline.ts';
import { trace } from './trace.ts';
import { environment } from './environment.ts';
import { init } from './init.ts';
import type { Mutant } from './mutant.ts';
import { next } from './next.ts';

/** Every mutant of the reference runtime, in catalogue order. */
export const mutants: readonly Mutant[] = [
  ...next,
  ...init,
  ...context,
  ...deadline,
  ...trace,
  ...environment,
];
