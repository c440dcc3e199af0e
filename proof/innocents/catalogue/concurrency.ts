import type { Innocent } from '../innocent.ts';
import { pythonFiles } from './structures.ts';

const DOCUMENTED = 'AWS, https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html:';

/** Freedoms of concurrent mode. The reference runtime has as many loops as the limit allows, in one event loop. */
export const concurrencyInnocents: readonly Innocent[] = [
  {
    name: 'two-workers-at-most',
    freedom: 'Serves at most two invocations at once, also where the limit is higher.',
    legal: `${DOCUMENTED} a runtime can make several calls up to the limit; the Node.js client of AWS opens 1, 4 or 8.`,
    profile: 'managed-instances',
    changes: [{ file: 'workers.js', find: 'const MOST_WORKERS = 1000;', replace: 'const MOST_WORKERS = 2;' }],
  },
  {
    name: 'python-threads',
    freedom: 'Is a small runtime in Python whose threads each poll and serve, in one process.',
    legal: `${DOCUMENTED} the pattern of workers is typical; threads are one kind of them.`,
    profile: 'managed-instances',
    bootstrap: 'python-threads',
    files: pythonFiles,
  },
  {
    name: 'python-processes',
    freedom:
      'Is a small runtime in Python that loads the function and then forks processes, each with one poll.',
    legal: 'The Python client of AWS does so.',
    profile: 'managed-instances',
    bootstrap: 'python-processes',
    files: pythonFiles,
  },
];
