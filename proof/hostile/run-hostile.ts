/**
 * Judges each hostile bootstrap several times, the last time under load, and writes docs/proof/hostile.md.
 *
 *   npm run hostile                     all of them, twice, and once more under load
 *   npm run hostile -- --quiet-runs 1   all of them, once, and once more under load
 *   npm run hostile -- 'exits*' …       those whose name matches; prints the table instead of writing it
 */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import picomatch from 'picomatch';
import { hostileBootstraps } from './bootstraps.ts';
import type { HostileBootstrap } from './hostile-bootstrap.ts';
import { isPossible, judgeHostile, type HostileOutcome } from './judge-hostile.ts';
import { renderHostile, type HostileRow } from './hostile-document.ts';
import { wholeNumber } from '../support/numbers.ts';
import { home } from '../support/places.ts';

const SIDE_BY_SIDE = 2;

const { values, positionals: patterns } = parseArgs({
  allowPositionals: true,
  // Runs of each bootstrap before one more run with every processor busy.
  options: { 'quiet-runs': { type: 'string', default: '2' } },
});
const quietRuns = wholeNumber('quiet-runs', values['quiet-runs']);
const chosen = hostileBootstraps.filter(
  (bootstrap) =>
    isPossible(bootstrap) && (patterns.length === 0 || picomatch.isMatch(bootstrap.name, patterns)),
);
if (chosen.length === 0) throw new Error(`no hostile bootstrap matches ${patterns.join(' ')}`);

const rows = new Map<HostileBootstrap, readonly HostileOutcome[]>();
const waiting = [...chosen];
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const bootstrap = next;
      const outcomes: HostileOutcome[] = [];
      for (let count = 0; count < quietRuns; count += 1) outcomes.push(await judgeHostile(bootstrap));
      outcomes.push(await amongBusyNeighbours(() => judgeHostile(bootstrap)));
      rows.set(bootstrap, outcomes);
      say(bootstrap, outcomes);
    }
  }),
);

const results = chosen.map((bootstrap): HostileRow => ({
  bootstrap,
  outcomes: rows.get(bootstrap) ?? [],
}));
const table = renderHostile(results);
if (patterns.length === 0) await writeFile(join(home, 'docs/proof/hostile.md'), table);
else process.stdout.write(table);
const broken = results.filter(({ outcomes }) => outcomes.some(({ objections }) => objections.length > 0));
process.stdout.write(`${results.length - broken.length} of ${results.length} as expected\n`);
process.exitCode = broken.length === 0 ? 0 : 1;

function say({ name, arguments: words = [] }: HostileBootstrap, outcomes: readonly HostileOutcome[]): void {
  const objections = outcomes.flatMap((outcome) => outcome.objections);
  process.stdout.write(
    `${objections.length === 0 ? 'as expected' : 'BROKEN     '}  ${[name, ...words].join(' ')}\n`,
  );
  for (const objection of objections) process.stdout.write(`             ${objection}\n`);
}

/** Runs `work` while an endless loop keeps every processor busy. */
async function amongBusyNeighbours<T>(work: () => Promise<T>): Promise<T> {
  const neighbours = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  const end = (): void => {
    for (const neighbour of neighbours) neighbour.kill('SIGKILL');
  };
  // They would outlive a series that fails.
  process.once('exit', end);
  try {
    return await work();
  } finally {
    process.off('exit', end);
    end();
  }
}
