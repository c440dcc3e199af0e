import type { RealBug } from './bug.ts';

/** The deadline and the remaining time. */
export const deadlineBugs: readonly RealBug[] = [
  {
    id: 'BUG-053',
    runtime: 'Rust',
    reference: 'aws/aws-lambda-rust-runtime#27, 3f4eeed1',
    year: 2018,
    bug: 'The remaining time was an unsigned number, and huge after the deadline.',
    mutants: ['deadline.past/unsigned'],
  },
  {
    id: 'BUG-054',
    runtime: 'Rust',
    reference: 'aws/aws-lambda-rust-runtime b787b703',
    year: 2018,
    bug: 'The deadline did not reach the context, and was compared with a clock of another epoch.',
    mutants: ['deadline.epoch-milliseconds/misspelt', 'deadline.epoch-milliseconds/monotonic-clock'],
  },
];
