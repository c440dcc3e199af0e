/** `lambdaspec merge <run.json…>`: joins the shards of a run. */
import { resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { reportsOf } from '../options/config.ts';
import { optionDefaults } from '../options/option-table.ts';
import { HarnessError } from '../../base/errors.ts';
import { OwnedFolder } from '../../base/owned-folder.ts';
import { toolVersion } from '../../base/package.ts';
import { exitCodeOf } from '../../run/exit-code.ts';
import { mergeRuns } from '../../run/merge/merge.ts';
import type { CommandContext } from '../io/context.ts';
import { knownBaseline } from '../judging/baseline.ts';
import { completed } from '../judging/prepare.ts';
import { CASES, filesIn } from '../judging/report-folder.ts';
import { renderReports, writeReports } from '../judging/write-reports.ts';
import { readRun } from '../judging/read-run.ts';

/** Returns the exit code of the merged run. */
export async function merge(given: ParsedArguments, context: CommandContext): Promise<number> {
  const { renderers, catalogue, sets, workingDirectory } = context;
  if (given.positionals.length === 0) {
    throw new HarnessError(
      'USAGE',
      'merge needs the run.json of every shard: lambdaspec merge --out merged shard-*/run.json.',
    );
  }
  // Baseline and reports come from the environment and the config file, as in an undivided run.
  const args = completed(given, context);
  const out = args.options.out ?? optionDefaults.out;
  const requests = reportsOf(args.options.report ?? renderers.byDefault);
  const target = resolve(workingDirectory, out);
  const folder = new OwnedFolder(target, out);
  folder.check({ names: filesIn({ reports: requests, options: {} }, context), whole: CASES });
  const baseline = await knownBaseline(args.options.baseline, context);
  const shards = args.positionals.map((path) => readRun(path, context));
  const { run, cases } = mergeRuns(shards, {
    catalogue,
    sets,
    version: toolVersion(),
    baseline,
    out,
  });
  const reports = renderReports(run, requests, args, { ...context, out: target });
  await writeReports(reports, folder, cases);
  context.stdout.write(reports.terminal);
  return exitCodeOf(run);
}
