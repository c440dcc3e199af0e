/** Entries of a scoreboard for tests: three runtimes that were judged, and one that could not be. */
import { conformantRun, deviatingRun } from '../../../harness/run/testing/sample-run.ts';
import type { Entry, Judged } from '../board.ts';
import type { Example } from '../examples.ts';
import type { Finding } from '../findings-file.ts';

export const sampleFinding: Finding = {
  slug: 'ends-after-error',
  title: 'The process ends after it has reported an error',
  requirements: ['error.loop-continues'],
  cause: 'The loop returns after `reportError`.',
  places: [{ file: 'loop.go', line: '63', says: 'returns on any error' }],
  judgement: 'fault',
  why: 'The documentation asks for another poll.',
  upstream: { known: 'false', searched: ['exits after error'] },
  reproduce: 'lambdaspec --only error.loop-continues build/bootstrap',
};

export function sampleExample(overrides: Partial<Example> = {}): Example {
  return {
    name: 'go',
    folder: '/nowhere/go',
    title: "AWS's client for Go",
    language: 'Go',
    by: 'AWS',
    runtime: 'example.org/runtime',
    version: '1.10',
    source: 'https://example.org/runtime',
    needs: ['go'],
    debian: ['golang'],
    bootstrap: 'build/bootstrap',
    arguments: [],
    profiles: ['core', 'streaming'],
    hasBaseline: false,
    findings: [],
    evidence: undefined,
    ...overrides,
  };
}

export function sampleJudged(overrides: Partial<Example> = {}, run = deviatingRun()): Judged {
  return {
    example: sampleExample(overrides),
    run,
    timings: { coldStartMs: 12, invocationUs: 345, memoryMiB: 6 },
  };
}

export function sampleEntries(): Entry[] {
  return [
    sampleJudged({ findings: [sampleFinding] }),
    {
      ...sampleJudged({ name: 'rust', title: 'A client for Rust', language: 'Rust' }, conformantRun()),
      timings: null,
    },
    {
      example: sampleExample({ name: 'cpp', title: 'A client for C++', language: 'C++' }),
      obstacle: 'This machine has no g++ (Debian: apt-get install g++).',
    },
    sampleJudged({ name: 'bash', title: 'bash and curl', language: 'bash', by: 'lambdaspec' }),
  ];
}
