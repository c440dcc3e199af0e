import { concurrencyBugs } from './bugs/concurrency.ts';
import { deadlineBugs } from './bugs/deadline.ts';
import { doublesBugs } from './bugs/double.ts';
import { errorBugs } from './bugs/error.ts';
import type { RealBug } from './bugs/bug.ts';
import { headersBugs } from './bugs/headers.ts';
import { initBugs } from './bugs/init.ts';
import { latentBugs } from './bugs/latent.ts';
import { loopBugs } from './bugs/loop.ts';
import { payloadBugs } from './bugs/payload.ts';
import { pollingBugs } from './bugs/polling.ts';
import { processesBugs } from './bugs/process.ts';
import { streamingBugs } from './bugs/streaming.ts';
import { traceBugs } from './bugs/trace.ts';

/** Bugs of one kind, with a title for readers. */
export interface BugClass {
  readonly title: string;
  readonly bugs: readonly RealBug[];
}

/** The known bugs of real runtimes, by class. */
export const corpus: readonly BugClass[] = [
  { title: 'Polling, timeouts, freezes and transport', bugs: pollingBugs },
  { title: 'Headers and context', bugs: headersBugs },
  { title: 'Trace id', bugs: traceBugs },
  { title: 'Deadline', bugs: deadlineBugs },
  { title: 'Error reports', bugs: errorBugs },
  { title: 'Init', bugs: initBugs },
  { title: 'Failures and the loop', bugs: loopBugs },
  { title: 'Events and results', bugs: payloadBugs },
  { title: 'Streaming', bugs: streamingBugs },
  { title: 'Concurrency and isolation', bugs: concurrencyBugs },
  { title: 'Process, signals and output', bugs: processesBugs },
  { title: 'Test doubles of the Runtime API', bugs: doublesBugs },
  { title: 'Latent: seen in the source', bugs: latentBugs },
];
