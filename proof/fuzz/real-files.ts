/** The files that are mutated: real ones, which the tool has written. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { updateBaseline } from '../../harness/run/baseline-file.ts';
import { bootstraps, command } from '../support/places.ts';

export interface RealFiles {
  /** One shard of one. */
  readonly shard: Buffer;
  readonly run: Buffer;
  readonly case: Buffer;
  readonly config: Buffer;
  readonly baseline: Buffer;
}

const judged = 'loop.order,error.not-after-response,next.continues-after-result';

/** Judges a bootstrap that deviates, in a folder that is left to the caller. */
export async function realFiles(folder: string): Promise<RealFiles> {
  await mkdir(folder, { recursive: true });
  const bootstrap = join(bootstraps, 'posts-both');
  const options = ['--quick', '--only', judged, '--shard', '1/1', '--env', 'TOKEN=x', '--report', 'json'];
  await ran(folder, [...options, '--out', 'shard', bootstrap]);
  await ran(folder, ['merge', '--out', 'whole', '--report', 'json', 'shard/run.json']);
  await ran(folder, ['init', '--language', 'bash', '--ci', 'none', './bootstrap']);
  const [stored = ''] = await readdir(join(folder, 'whole', 'cases'));
  const [shard, run, one, config] = await Promise.all(
    ['shard/run.json', 'whole/run.json', join('whole/cases', stored), 'lambdaspec.config.json'].map((path) =>
      readFile(join(folder, path)),
    ),
  );
  if (shard === undefined || run === undefined || one === undefined || config === undefined)
    throw new Error('the command wrote no files');
  const update = {
    add: ['loop.order/two-outcomes', 'error.not-after-response'],
    remove: [],
    reason: 'known',
  };
  const baseline = Buffer.from(updateBaseline('', 'baseline.yaml', update));
  return { shard, run, case: one, config: fuller(config), baseline };
}

/** With options of every type, as `lambdaspec init` writes few. */
function fuller(config: Buffer): Buffer {
  const more = {
    only: ['loop.order', 'next'],
    failOn: 'must',
    jobs: 2,
    quick: true,
    env: { A: 'b' },
    seed: 7,
  };
  const whole: unknown = JSON.parse(config.toString());
  return Buffer.from(JSON.stringify(Object.assign({}, whole, more), undefined, 2));
}

/** Waits for the command; it may end with 1, since the bootstrap deviates. */
async function ran(folder: string, words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [command, ...words], { cwd: folder, stdio: 'ignore' });
  await once(child, 'close');
  const { exitCode } = child;
  if (exitCode === null || exitCode > 1) throw new Error(`${words.join(' ')} ended with ${exitCode}`);
}

/** What every scratch folder has beside the mutated file. */
export async function furnish(folder: string, { run, shard }: RealFiles): Promise<void> {
  await mkdir(join(folder, 'failed'), { recursive: true });
  await writeFile(join(folder, 'good.json'), run);
  await writeFile(join(folder, 'shard.json'), shard);
  await writeFile(join(folder, 'bootstrap'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
}
