import { concurrencyMutants } from './concurrency.ts';
import { contextMutants } from './context.ts';
import { deadlineMutants } from './deadline.ts';
import { traceMutants } from './trace.ts';
import { environmentMutants } from './environment.ts';
import { httpMutants } from './http.ts';
import { initMutants } from './init.ts';
import { invocationIdMutants } from './invocation-id.ts';
import { loopMutants } from './loop.ts';
import { errorMutants } from './error.ts';
import { loggingMutants } from './logging.ts';
import type { Mutant } from './mutant.ts';
import { nextMutants } from './next.ts';
import { shutdownMutants } from './shutdown.ts';
import { snapstartMutants } from './snapstart.ts';
import { responseMutants } from './response.ts';
import { streamingMutants } from './streaming.ts';
import { w3cMutants } from './w3c.ts';

/** Every mutant of the reference runtime, in catalogue order. */
export const mutants: readonly Mutant[] = [
  ...nextMutants,
  ...responseMutants,
  ...errorMutants,
  ...initMutants,
  ...contextMutants,
  ...deadlineMutants,
  ...traceMutants,
  ...environmentMutants,
  ...loopMutants,
  ...httpMutants,
  ...concurrencyMutants,
  ...shutdownMutants,
  ...loggingMutants,
  ...snapstartMutants,
  ...streamingMutants,
  ...invocationIdMutants,
  ...w3cMutants,
];
