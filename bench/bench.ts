/** `npm run bench`: measures, and writes the figures, their page and their chart. For developers. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { benchOptions, BenchUsageError, usage, type BenchOptions } from './bench-options.ts';
import { buildFolder, home } from './bootstraps.ts';
import { chartOf } from './chart.ts';
import type { Context } from './context.ts';
import { measureMemory } from './memory.ts';
import { buildNative } from './native.ts';
import { performancePage } from './performance-page.ts';
import { measureReference } from './reference.ts';
import type { Results, SubjectName } from './results.ts';
import { measureServe } from './serve.ts';
import { measureServer } from './server.ts';
import { measureWholeRuns } from './whole-runs.ts';

const STORED = join(import.meta.dirname, 'results.json');

const measures: { readonly [Name in SubjectName]: (context: Context) => Promise<Results[Name]> } = {
  'whole-runs': measureWholeRuns,
  server: measureServer,
  serve: measureServe,
  reference: measureReference,
  memory: measureMemory,
};

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    await bench(benchOptions(argv));
    return 0;
  } catch (reason) {
    if (!(reason instanceof BenchUsageError)) throw reason;
    process.stderr.write(`${reason.message}\n\n${usage}`);
    return 2;
  }
}

async function bench({ subjects, ...options }: BenchOptions): Promise<void> {
  if (options.emulator !== undefined && !existsSync(options.emulator))
    throw new BenchUsageError(`There is no emulator ${options.emulator}.`);
  const native = buildNative(join(buildFolder, 'native'));
  let results = stored();
  for (const name of subjects) {
    const skipped: string[] = [];
    const skip = (subject: SubjectName, why: string): void => {
      say(`skipped, ${subject}: ${why}`);
      skipped.push(why);
    };
    const measured = await measures[name]({ ...options, native, say, skip });
    results = {
      ...results,
      machine: machine(),
      [name]: measured,
      skipped: { ...results.skipped, [name]: skipped },
    };
    store(results);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function stored(): Results {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this command
  return existsSync(STORED) ? (JSON.parse(readFileSync(STORED, 'utf8')) as Results) : {};
}

/** After each subject: an interrupted measurement loses one. */
function store(results: Results): void {
  writeFileSync(STORED, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(home, 'docs', 'performance.md'), performancePage(results));
  writeFileSync(join(home, 'docs', 'bench.svg'), chartOf(results));
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores of ${first?.model.trim() ?? 'an unknown processor'}, ${process.platform} ${process.arch}, Node ${process.version}`;
}
