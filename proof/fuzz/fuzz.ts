/** A number of inputs from a seed. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../harness/base/random.ts';
import { inputFrom, type FuzzInput } from './fuzz-input.ts';
import { Fuzzer, type Ended } from './fuzzer.ts';
import { furnish, realFiles } from './real-files.ts';

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Processes in parallel. */
  readonly jobs: number;
  /** One in so many inputs has a process of its own. */
  readonly wholeEvery: number;
  /** Where files stay whose input broke a promise; absent: nowhere. */
  readonly keep?: string | undefined;
  readonly onEnd?: (input: FuzzInput, ended: Ended, number: number) => void;
}

/** Runs the inputs; each is a function of the seed and its number alone. */
export async function fuzz({ count, seed, jobs, wholeEvery, keep, onEnd }: FuzzOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-fuzz-'));
  try {
    const files = await realFiles(join(folder, 'real'));
    let next = 0;
    await Promise.all(
      Array.from({ length: jobs }, async (_, job) => {
        const scratch = join(folder, `scratch-${job}`);
        await furnish(scratch, files);
        await using fuzzer = new Fuzzer(scratch);
        for (let number = next++; number < count; number = next++) {
          const random = seededRandom(seed + number);
          const input = inputFrom(files, (limit) => Math.floor(random() * limit));
          const ended = await fuzzer.run(input, number % wholeEvery === wholeEvery - 1);
          if (ended.objections.length > 0 && keep !== undefined && typeof input.content !== 'string') {
            await mkdir(keep, { recursive: true });
            await writeFile(join(keep, `${number}.${input.kind}`), input.content);
          }
          onEnd?.(input, ended, number);
        }
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
