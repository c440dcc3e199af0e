import type { RealBug } from './bug.ts';

/** The process: its signals and its output. */
export const processesBugs: readonly RealBug[] = [
  {
    id: 'BUG-129',
    runtime: 'Python',
    reference: 'aws/aws-lambda-python-runtime-interface-client#105, #115, 20715b6',
    year: 2023,
    bug: 'A poll in native code on the main thread kept SIGTERM handlers from running.',
    mutants: ['shutdown.exits-on-sigterm/blocking-poll'],
  },
  {
    id: 'BUG-130',
    runtime: 'Ruby',
    reference: 'aws/aws-lambda-ruby-runtime-interface-client#50, d6f4cb4',
    year: 2025,
    bug: 'A signal during the poll raised an uncaught exception.',
    mutants: ['shutdown.sigterm-exit-code'],
  },
  {
    id: 'BUG-131',
    runtime: 'Haskell (theam)',
    reference: 'theam/aws-lambda-haskell-runtime 3c5625a',
    year: 2019,
    bug: 'The output was not flushed after the handler, and was late or lost.',
    mutants: ['logging.flushed-before-next/block-buffered'],
  },
  {
    id: 'BUG-133',
    runtime: '.NET',
    reference: 'aws/aws-lambda-dotnet 6fb799d33',
    year: 2021,
    bug: 'Two ways of writing to the log took their locks in different orders and blocked each other.',
    mutants: ['logging.parallel-writers'],
  },
  {
    id: 'BUG-134',
    runtime: '.NET',
    reference: 'aws/aws-lambda-dotnet 80c440c2f',
    year: 2021,
    bug: 'An uncaught exception did not appear in the log.',
    mutants: ['shutdown.fatal-errors-readable', 'logging.handler-errors-logged'],
  },
  {
    id: 'BUG-135',
    runtime: 'Rust',
    reference: 'aws/aws-lambda-rust-runtime#892, 85d1cb8b',
    year: 2024,
    bug: 'Since one release handler errors were no longer logged.',
    mutants: ['logging.handler-errors-logged'],
  },
  {
    id: 'BUG-136',
    runtime: 'PHP (bref)',
    reference: 'brefphp/bref#1369, #1714, b927b98a',
    year: 2024,
    bug: 'A large amount of output filled a pipe, and the runtime stalled.',
    mutants: ['logging.large-output-harmless/stalls'],
  },
];
