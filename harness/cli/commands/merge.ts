/** `lambdaspec merge <run.json…>`: joins the shards of a run into the run it would have been. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { reportsOf } from '../options/config.ts';
import { optionDefaults } from '../options/option-table.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import { exitCodeOf } from '../../run/exit-code.ts';
import { applyBaseline, withoutBaseline } from '../../run/baseline.ts';
import type { CommandContext } from '../io/context.ts';
import { knownBaseline } from '../judging/baseline.ts';
import { replaceCases } from '../judging/case-folder.ts';
import { completed } from '../judging/prepare.ts';
import { renderReports, writeReports } from '../judging/write-reports.ts';
import { readRun } from '../judging/read-run.ts';

/** The exit code is that of the whole run. */
export async function merge(given: ParsedArguments, context: CommandContext): Promise<number> {
  const { documents, catalogue, workingDirectory } = context;
  if (given.positionals.length === 0) {
    throw new HarnessError(
      'USAGE',
      'merge needs the run.json of every shard: lambdaspec merge --out merged shard-*/run.json.',
    );
  }
  // The baseline and the reports of the whole are those of a run that was not divided.
  const args = completed(given, context);
  const out = args.options.out ?? optionDefaults.out;
  const requests = reportsOf(args.options.report ?? documents.byDefault);
  const baseline = await knownBaseline(args.options.baseline, context);
  // What the baseline expected in a part is expected anew in the whole, where stale entries show.
  const shards = await Promise.all(
    args.positionals.map(async (path) => withoutBaseline(await readRun(path, context))),
  );
  const { run, cases } = merged(() =>
    documents.merge(shards, {
      out,
      ...(baseline === undefined
        ? {}
        : {
            baseline: (found) =>
              applyBaseline(found, baseline, { ids: Object.keys(catalogue), partial: false }),
          }),
    }),
  );
  const target = resolve(workingDirectory, out);
  const reports = renderReports(run, requests, args, { ...context, out: target });
  const folders = new Map(
    shards.map(({ shard }, index) => [shard?.index, dirname(args.positionals[index] ?? '')]),
  );
  // Read before any is replaced: the merged report may go where that of a shard is.
  const files = await Promise.all(
    cases.map(async ({ shard, from, to }) => ({
      path: to,
      text: await readFile(resolve(workingDirectory, folders.get(shard) ?? '', from), 'utf8'),
    })),
  );
  await replaceCases(files, target, out);
  await writeReports(reports);
  context.stdout.write(reports.terminal);
  return exitCodeOf(run);
}

/** What cannot be merged is the user's mistake. */
function merged<T>(joined: () => T): T {
  try {
    return joined();
  } catch (reason) {
    const error = toError(reason);
    if (error.name !== 'MergeError') throw error;
    throw new HarnessError('USAGE', error.message, { cause: reason });
  }
}
