import { concurrency } from './concurrency.ts';
import { deadline } from './deadline.ts';
import { doubles } from './double.ts';
import { error } from './error.ts';
import type { RealFault } from './fault.ts';
import { headers } from './headers.ts';
import { init } from './init.ts';
import { latent } from './latent.ts';
import { loop } from './loop.ts';
import { payload } from './payload.ts';
import { polling } from './polling.ts';
import { processes } from './process.ts';
import { streaming } from './streaming.ts';
import { trace } from './trace.ts';

/** Faults of one kind, under a title for readers. */
export interface FaultClass {
  readonly title: string;
  readonly faults: readonly RealFault[];
}

/** The faults of real runtimes that we know of, class by class. */
export const corpus: readonly FaultClass[] = [
  { title: 'Polling, timeouts, freezes and transport', faults: polling },
  { title: 'Headers and context', faults: headers },
  { title: 'Trace id', faults: trace },
  { title: 'Deadline', faults: deadline },
  { title: 'Error reports', faults: error },
  { title: 'Init', faults: init },
  { title: 'Failures and the loop', faults: loop },
  { title: 'Events and results', faults: payload },
  { title: 'Streaming', faults: streaming },
  { title: 'Concurrency and isolation', faults: concurrency },
  { title: 'Process, signals and output', faults: processes },
  { title: 'Stand-ins for the Runtime API', faults: doubles },
  { title: 'Latent: seen in the source', faults: latent },
];
