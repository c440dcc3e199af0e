/**
 * Judges the same bootstrap repeatedly, under conditions that must not influence it, and compares all verdicts.
 *
 *   npm run stability                                    the reference runtime, 20 times
 *   npm run stability -- --times 100 --side-by-side 2 --node 22 --quick
 *   npm run stability -- --seed 7 --probe -- ./bootstrap
 *
 * `--node 20,22,24`, `--jobs 1,2,8,default` and `--load idle,busy` are the conditions; each run has its own seed
 * unless `--seed` is given. `--no-build` uses the existing `dist`. Exit code 0: all runs agree.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keepBusy } from './busy-loops.ts';
import { agree, compareSamples } from './compare.ts';
import { conditionText, dealConditions, type Load } from './condition.ts';
import { nodeOf } from './node-version.ts';
import { stabilityOptions } from './options.ts';
import type { Sample } from './sample.ts';
import { takeSample } from './take-sample.ts';
import { comparisonText, conditionRows } from './text.ts';
import { home } from '../support/places.ts';

const options = stabilityOptions(process.argv.slice(2));
if (options.build) await promisify(execFile)('npm', ['run', 'build'], { cwd: home });
const nodes = new Map<string, string>();
for (const version of options.axes.node) nodes.set(version, await nodeOf(version));

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

const startedAt = new Date().toISOString();
const samples: Sample[] = [];
const planned = dealConditions(options.times, options.axes).map((condition, index) => ({
  number: index + 1,
  condition,
  seed: options.seed ?? Math.floor(Math.random() * 2 ** 31),
}));

async function runAll(load: Load): Promise<void> {
  const waiting = planned.filter(({ condition }) => condition.load === load);
  if (waiting.length === 0) return;
  const loops = load === 'busy' ? keepBusy() : undefined;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (interrupted.signal.aborted) return;
      const node = nodes.get(next.condition.node) ?? process.execPath;
      const sample = await takeSample({ ...next, node, words: options.words, signal: interrupted.signal });
      if (sample === undefined) return;
      samples.push(sample);
      const { condition, seed, said, exitCode, durationMs } = sample;
      process.stderr.write(
        `${samples.length} of ${options.times}  ${conditionText(condition)}, seed ${seed}: ` +
          `${said?.verdict ?? 'no report'}, exit code ${exitCode}, ${(durationMs / 1000).toFixed(1)} s\n`,
      );
      await store();
    }
  };
  await Promise.all(Array.from({ length: options.sideBySide }, worker)).finally(loops?.stop);
}

/** Stores the result after every run, so that an interrupted series keeps what it found. */
async function store(): Promise<void> {
  const comparison = compareSamples(samples);
  const runs = samples.map(({ said, condition, ...rest }) => ({
    ...rest,
    condition,
    verdict: said?.verdict ?? null,
  }));
  const document = {
    startedAt,
    words: options.words,
    planned: options.times,
    agree: agree(comparison),
    conditions: conditionRows(samples),
    ...comparison,
    runs,
  };
  await mkdir(join(home, 'test-results'), { recursive: true });
  await writeFile(
    join(home, 'test-results', 'stability.json'),
    `${JSON.stringify(document, undefined, 2)}\n`,
  );
}

await runAll('idle');
await runAll('busy');
const comparison = compareSamples(samples);
process.stdout.write(comparisonText(samples, comparison));
if (interrupted.signal.aborted) process.stdout.write('The series was interrupted.\n');
process.exitCode = agree(comparison) && samples.length === options.times ? 0 : 1;
