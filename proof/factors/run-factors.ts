/**
 * Judges runtimes that are wrong only where two or three factors come together: how many are found, and of how many the report
 * names just these factors.
 *
 *   npm run factors               40 of them, with one seed each
 *   npm run factors -- 10 5       10 of them, with five seeds each
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seededRandom } from '../../harness/base/random.ts';
import { parseRun } from '../../harness/run/stored-run.ts';
import { factorNames, levelOf, levelsOf, type Factor } from '../../suites/factors/factor.ts';
import { wholeNumber } from '../support/numbers.ts';
import { home } from '../support/places.ts';
import { buildVariant } from '../variants/build.ts';
import { anyConjunction, type Conjunction } from './conjunctions.ts';

const run = promisify(execFile);
const SIDE_BY_SIDE = 2;
/** The requirements that the search may charge. */
const JUDGED = 'loop.*,next.event-unchanged,next.continues-after-result,response.exactly-one-outcome';

const [runtimes = '40', seeds = '1'] = process.argv.slice(2);
const count = wholeNumber('runtimes', runtimes);
const perRuntime = wholeNumber('seeds', seeds);

type Verdict = 'named' | 'found' | 'missed';

const tally: Record<Verdict, number> = { named: 0, found: 0, missed: 0 };
const waiting = Array.from({ length: count }, (_, index) =>
  anyConjunction(seededRandom(index + 1), 2 + (index % 2)),
);
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await judge(next);
  }),
);
process.stdout.write(
  `${tally.named + tally.found} of ${count * perRuntime} found, ${tally.named} with just their factors\n`,
);
process.exitCode = tally.missed === 0 ? 0 : 1;

async function judge(conjunction: Conjunction): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-factors-'));
  try {
    const bootstrap = await buildVariant(conjunction.variant, folder);
    for (let seed = 1; seed <= perRuntime; seed += 1) {
      const report = join(folder, `run-${seed}.json`);
      const words = ['--only', JUDGED, '--seed', String(seed), '--probe', '--report', `json=${report}`];
      const out = join(folder, `out-${seed}`);
      // A deviation is expected, so the exit code does not matter.
      await run(process.execPath, [
        join(home, 'dist/main.js'),
        ...words,
        '--out',
        out,
        '--',
        bootstrap,
      ]).catch(() => {});
      const { deviations } = parseRun(await readFile(report, 'utf8'));
      const shown = deviations.flatMap(({ counterexample }) =>
        counterexample === null ? [] : [counterexample],
      );
      const verdict = verdictOf(shown, conjunction, deviations.length);
      tally[verdict] += 1;
      process.stdout.write(
        `${verdict.padEnd(6)}  ${conjunction.name}${verdict === 'named' ? '' : `: ${shown.join(' | ').slice(0, 300)}`}\n`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function verdictOf(shown: readonly string[], { levels }: Conjunction, deviations: number): Verdict {
  if (deviations === 0) return 'missed';
  const wanted = [...levels.keys()].toSorted().join();
  return shown.some((text) => factorsIn(text).toSorted().join() === wanted) ? 'named' : 'found';
}

/** The factors that a counterexample names; a place in the process is a number. */
function factorsIn(text: string): Factor[] {
  if (!text.startsWith('an event')) return [];
  return factorNames.filter((factor) =>
    factor === 'number'
      ? text.includes('of its process')
      : levelsOf(factor).some((level) => text.includes(levelOf(factor, level).says)),
  );
}
