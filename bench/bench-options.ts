import { parseArgs } from 'node:util';
import { subjects, type SubjectName } from './results.ts';

export interface BenchOptions {
  readonly subjects: readonly SubjectName[];
  readonly rounds: number;
  readonly emulator: string | undefined;
  readonly memoryEvents: number;
}

/** A wrong command line; the message is one sentence. */
export class BenchUsageError extends Error {
  override readonly name = 'BenchUsageError';
}

export const usage = `Measures lambdaspec, and writes bench/results.json, docs/performance.md and docs/bench.svg.

  npm run bench -- [options] [subject…]

All of them with five rounds take about half an hour.

Subjects (default: all): ${subjects.join(', ')}. What is not measured keeps its earlier figures.

      --rounds <n>           rounds of each measurement (default: 5)
      --emulator <path>      AWS's emulator, aws-lambda-rie; serve is compared with it
      --memory-events <n>    events that the measurement of memory serves (default: 100000)
`;

/** Reads the command line. */
export function benchOptions(argv: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(argv);
  const chosen = positionals.map((word) => subjects.find((name) => name === word) ?? unknown(word));
  return {
    subjects: chosen.length === 0 ? subjects : chosen,
    rounds: numberOf('rounds', values.rounds, 5),
    emulator: values.emulator,
    memoryEvents: numberOf('memory-events', values['memory-events'], 100_000),
  };
}

function unknown(word: string): never {
  throw new BenchUsageError(`There is no subject ${word}.`);
}

function parsed(argv: readonly string[]): {
  readonly values: Partial<Record<'rounds' | 'emulator' | 'memory-events', string>>;
  readonly positionals: readonly string[];
} {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: argv.slice(),
      options: { rounds: text, emulator: text, 'memory-events': text },
      allowPositionals: true,
    });
  } catch (reason) {
    throw new BenchUsageError(reason instanceof Error ? reason.message : String(reason), { cause: reason });
  }
}

function numberOf(name: string, value: string | undefined, usual: number): number {
  if (value === undefined) return usual;
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new BenchUsageError(`--${name} takes a number above 0, not ${value}.`);
  return Number(value);
}
