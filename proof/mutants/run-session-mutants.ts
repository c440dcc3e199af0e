/**
 * Judges the mutants that need a history of events, with many seeds each: how often a generated session finds them, and
 * the length of the shrunk counterexample.
 *
 *   npm run mutants:sessions -- 20
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { variantOf } from './catalogue/mutant.ts';
import { sessions } from './catalogue/sessions.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { buildVariant } from '../variants/build.ts';
import { home } from '../support/places.ts';

const run = promisify(execFile);
const seeds = Number(process.argv[2] ?? 20);
const SIDE_BY_SIDE = 2;

/** The lengths of the shrunk sessions that found the defect with this seed; empty if none did. */
async function search(bootstrap: string, folder: string, seed: number): Promise<number[]> {
  const report = join(folder, `run-${seed}.json`);
  // Only the requirements that these defects break, to save time.
  const broken = ['loop.no-residue', 'response.exactly-one-outcome', 'error.posted-to-invocation'];
  const words = broken.flatMap((requirement) => ['--only', requirement]);
  words.push(
    '--seed',
    String(seed),
    '--probe',
    '--report',
    `json=${report}`,
    '--out',
    join(folder, `out-${seed}`),
    '--',
    bootstrap,
  );
  // A deviation is expected, so the exit code does not matter.
  await run(process.execPath, [join(home, 'dist', 'main.js'), ...words]).catch(() => {});
  const { deviations } = parseRun(await readFile(report, 'utf8'));
  return deviations.flatMap(({ counterexample }) => {
    // A combination of factors is told in words.
    if (counterexample?.startsWith('[') !== true) return [];
    const session: unknown = JSON.parse(counterexample);
    return Array.isArray(session) ? [session.length] : [];
  });
}

const lengths: number[] = [];
let missed = 0;
for (const mutant of sessions) {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-mutant-'));
  const bootstrap = await buildVariant(variantOf(mutant), folder);
  const waiting = Array.from({ length: seeds }, (_, index) => index + 1);
  let found = 0;
  const worker = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const shrunk = await search(bootstrap, folder, seed);
      if (shrunk.length === 0) continue;
      found += 1;
      lengths.push(Math.min(...shrunk));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  missed += seeds - found;
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(`${found} of ${seeds}  ${mutant.defect}\n`);
}
const sorted = lengths.toSorted((a, b) => a - b);
process.stdout.write(
  `median length of the shrunk session: ${sorted[Math.floor(sorted.length / 2)] ?? '-'}\n`,
);
process.exitCode = missed === 0 ? 0 : 1;
