import { concurrency } from './faults/concurrency.ts';
import { deadline } from './faults/deadline.ts';
import { doubles } from './faults/double.ts';
import { error } from './faults/error.ts';
import type { RealFault } from './faults/fault.ts';
import { headers } from './faults/headers.ts';
import { init } from './faults/init.ts';
import { latent } from './faults/latent.ts';
import { loop } from './faults/loop.ts';
import { payload } from './faults/payload.ts';
import { polling } from './faults/polling.ts';
import { processes } from './faults/process.ts';
import { streaming } from './faults/streaming.ts';
import { trace } from './faults/trace.ts';

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
