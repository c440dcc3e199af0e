import type { RealBug } from './bug.ts';

/** Streamed responses, and the entry points that produce them. */
export const streamingBugs: readonly RealBug[] = [
  {
    id: 'BUG-109',
    runtime: 'Go',
    reference: 'aws/aws-lambda-go#495, 47e703d',
    year: 2023,
    bug: 'A stream whose source failed ended like a complete one.',
    mutants: ['streaming.failure-not-a-clean-end'],
  },
  {
    id: 'BUG-110',
    runtime: 'Rust (lambda_http)',
    reference: 'aws/aws-lambda-rust-runtime#692, e6ac88fe',
    year: 2023,
    bug: 'The prelude of a stream kept only one of several values of a header.',
    mutants: ['streaming.prelude-repeated-headers'],
  },
  {
    id: 'BUG-111',
    runtime: 'Rust',
    reference: 'aws/aws-lambda-rust-runtime#696, cf72bb05',
    year: 2023,
    bug: 'A failure in the middle of a stream caused a panic.',
    mutants: ['streaming.loop-lives-after-failure'],
  },
  {
    id: 'BUG-112',
    runtime: 'Zig',
    reference: 'by-nir/aws-lambda-zig#3',
    year: 2024,
    bug: 'The caller could not tell a failed stream from a complete one.',
    mutants: ['streaming.failure-not-a-clean-end'],
  },
  {
    id: 'BUG-113',
    runtime: 'Zig',
    reference: 'by-nir/aws-lambda-zig 9d9c889',
    year: 2024,
    bug: 'A condition was inverted, so that no write to a stream succeeded.',
    mutants: ['streaming.bytes-leave-early'],
  },
  {
    id: 'BUG-115',
    runtime: 'Perl (AWS::Lambda)',
    reference: 'shogo82148/p5-aws-lambda 37b107f',
    year: 2023,
    bug: 'The handling of a failed stream was not implemented.',
    mutants: ['streaming.failure-not-a-clean-end'],
  },
  {
    id: 'BUG-116',
    runtime: 'Rust (lambda_http)',
    reference: 'aws/aws-lambda-rust-runtime#805, #967',
    year: 2025,
    bug: 'An ordinary result was empty at the entry point for streams.',
    mutants: ['streaming.buffered-result-whole'],
  },
  {
    id: 'BUG-117',
    runtime: 'Rust (lambda_http)',
    reference: 'aws/aws-lambda-rust-runtime#1165, #1169',
    year: 2026,
    bug: 'A body that failed while it was collected made the process panic.',
    mutants: ['streaming.loop-lives-after-failure'],
  },
];
