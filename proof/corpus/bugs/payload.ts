import type { RealBug } from './bug.ts';

/** Events and results: their encoding and their size. */
export const payloadBugs: readonly RealBug[] = [
  {
    id: 'BUG-099',
    runtime: 'Haskell (theam)',
    reference: 'theam/aws-lambda-haskell-runtime 8adcec0',
    year: 2020,
    bug: 'Results with non-ASCII characters were garbled because bytes were treated as characters.',
    mutants: ['response.utf8-fidelity'],
  },
  {
    id: 'BUG-100',
    runtime: 'Perl (AWS::Lambda)',
    reference: 'shogo82148/p5-aws-lambda d14779e, cd603ba',
    year: 2021,
    bug: 'Characters of several bytes were mangled in events and in results.',
    mutants: ['next.event-unchanged/bytes-as-characters', 'response.utf8-fidelity'],
  },
  {
    id: 'BUG-101',
    runtime: 'Haskell (theam)',
    reference: 'theam/aws-lambda-haskell-runtime ae34835',
    year: 2020,
    bug: 'A text was encoded as JSON twice.',
    mutants: ['response.string-encoded-once'],
  },
  {
    id: 'BUG-102',
    runtime: 'Haskell (theam)',
    reference: 'theam/aws-lambda-haskell-runtime 0456932',
    year: 2020,
    bug: 'An event whose `body` was null did not reach the handler.',
    mutants: ['next.event-unchanged/null-member-refused'],
  },
  {
    id: 'BUG-104',
    runtime: 'Dart',
    reference: 'awslabs/aws-lambda-dart-runtime bf47059',
    year: 2020,
    bug: 'The first piece of an event in several pieces was treated as the whole event.',
    mutants: ['http.slow-split-bodies'],
  },
  {
    id: 'BUG-105',
    runtime: 'C++',
    reference: 'awslabs/aws-lambda-cpp#60',
    year: 2019,
    bug: 'Events of about 60 KB could not be received; the cause is unknown.',
    mutants: ['response.every-size-arrives/large-event-lost'],
  },
  {
    id: 'BUG-107',
    runtime: 'Python',
    reference: 'aws/aws-lambda-python-runtime-interface-client#87, 44300b7',
    year: 2022,
    bug: 'Every non-ASCII character was escaped, which made results larger than allowed.',
    mutants: ['response.no-needless-escaping'],
  },
  {
    id: 'BUG-108',
    runtime: 'Bun layer',
    reference: 'oven-sh/bun#4843, #5161',
    year: 2023,
    bug: 'Events of one kind of web API were not recognised, and headers with several values were doubled.',
    outOfScope: 'other-product',
  },
];
