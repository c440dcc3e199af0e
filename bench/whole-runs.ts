/** Whole runs of the command: how long, and what for. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRun } from '../harness/run/stored-run.ts';
import { bootstraps, command, type Bootstrap } from './bootstraps.ts';
import type { Context } from './context.ts';
import { machineMs, OwnProcessorTime } from './processor.ts';
import type { WholeRun, WholeRuns } from './results.ts';
import { Started } from './started.ts';

/** The options of a run, by the name that the results have for them. */
const OPTIONS = {
  quick: ['--quick'],
  core: ['--profile', 'core'],
  all: ['--profile', 'all'],
} as const;

/** Judges each bootstrap with all options in turn, round by round, with the same seeds. */
export async function measureWholeRuns({ rounds, say, skip }: Context): Promise<WholeRuns[]> {
  const found = new Map<string, { readonly kind: Omit<WholeRuns, 'runs'>; readonly runs: WholeRun[] }>();
  const all = bootstraps((what) => skip('whole-runs', what));
  for (let round = 1; round <= rounds; round += 1) {
    for (const bootstrap of all) {
      for (const options of ['quick', 'core', 'all'] as const) {
        const run = await judge(bootstrap, options, round);
        const key = `${bootstrap.name}, ${options}`;
        const known = found.get(key) ?? { kind: { bootstrap: bootstrap.name, options }, runs: [] };
        found.set(key, known);
        known.runs.push(run);
        say(`${key}: ${(run.wallMs / 1000).toFixed(1)} s, ${run.starts} starts`);
      }
    }
  }
  return Array.from(found.values(), ({ kind, runs }) => ({ ...kind, runs }));
}

async function judge(
  { folder, words }: Bootstrap,
  options: keyof typeof OPTIONS,
  seed: number,
): Promise<WholeRun> {
  const out = await mkdtemp(join(tmpdir(), 'lambdaspec-bench-'));
  try {
    const report = join(out, 'run.json');
    const own = ['--seed', String(seed), '--out', out, '--report', `json=${report}`, ...OPTIONS[options]];
    const began = performance.now();
    const usedBefore = machineMs();
    await using started = new Started([process.execPath, command, ...own, ...words], { cwd: folder });
    using processor = new OwnProcessorTime(started.child.pid ?? 0);
    await started.ended();
    const usedMs = machineMs() - usedBefore;
    const wallMs = performance.now() - began;
    const run = parseRun(await readFile(report, 'utf8'));
    const { starts, events = 0, requirements, host } = run;
    return {
      cores: host.cores,
      wallMs: Math.round(wallMs),
      ownMs: Math.round(processor.ms),
      bootstrapsMs: Math.round(Math.max(0, usedMs - processor.ms)),
      starts: starts?.count ?? 0,
      startMs: starts?.medianMs ?? 0,
      startsMs: starts?.sumMs ?? 0,
      verdicts: requirements.filter(({ observations }) => observations > 0).length,
      events,
    };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
