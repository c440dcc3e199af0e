import { context } from './context.ts';
import { deadline } from './deadline.ts';
import { trace } from './trace.ts';
import { environment } from './environment.ts';
import { http } from './http.ts';
import { init } from './init.ts';
import { loop } from './loop.ts';
import { error } from './error.ts';
import { logging } from './logging.ts';
import type { Mutant } from './mutant.ts';
import { next } from './next.ts';
import { shutdown } from './shutdown.ts';
import { response } from './response.ts';

/** Every mutant of the reference runtime, in catalogue order. */
export const mutants: readonly Mutant[] = [
  ...next,
  ...response,
  ...error,
  ...init,
  ...context,
  ...deadline,
  ...trace,
  ...environment,
  ...loop,
  ...http,
  ...shutdown,
  ...logging,
];
