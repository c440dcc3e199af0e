import type { RealBug } from './bug.ts';

/** The init phase and the start. */
export const initBugs: readonly RealBug[] = [
  {
    id: 'BUG-077',
    runtime: 'Python',
    reference: 'aws/aws-lambda-python-runtime-interface-client#163, bd40404',
    year: 2024,
    bug: 'A module that could not be imported was reported with the first event.',
    mutants: ['init.reports-failure/held-back', 'init.no-next-after-failure'],
  },
  {
    id: 'BUG-078',
    runtime: '.NET',
    reference: 'aws/aws-lambda-dotnet#1884, 22382ba18',
    year: 2024,
    bug: 'After a failed init the process exited with a success code.',
    mutants: ['init.failure-exit-code'],
  },
  {
    id: 'BUG-079',
    runtime: 'PHP (bref)',
    reference: 'brefphp/bref#1520, 570629f8',
    year: 2023,
    bug: 'The init error omitted the exception that caused it.',
    mutants: ['init.error-mirrors-failure'],
  },
  {
    id: 'BUG-080',
    runtime: 'Deno layer',
    reference: 'denoland/deno-lambda#113, #234, #157',
    year: 2023,
    bug: 'Every failure at start was reported as a missing interpreter.',
    mutants: ['init.error-mirrors-failure', 'init.broken-function-file'],
  },
  {
    id: 'BUG-081',
    runtime: 'Node',
    reference: 'aws/aws-lambda-nodejs-runtime-interface-client#77, #101, #119',
    year: 2024,
    bug: 'Without AWS_LAMBDA_RUNTIME_API the process crashed in native code.',
    mutants: ['init.api-variable-missing/crashes'],
  },
  {
    id: 'BUG-083',
    runtime: 'Rust',
    reference: 'aws/aws-lambda-rust-runtime#992, 661cc264',
    year: 2025,
    bug: 'An internal extension was registered in the background, possibly after the first poll.',
    mutants: ['init.extensions-registered-before-next'],
  },
  {
    id: 'BUG-084',
    runtime: 'Node (managed, 22 and 24)',
    reference: 'aws/aws-lambda-base-images#392',
    year: 2026,
    bug: 'Two versions handle an unawaited rejected promise differently.',
    outOfScope: 'either-answer-allowed',
    requirements: ['error.uncaught-failure-reported', 'response.late-failure-not-posted'],
  },
];
