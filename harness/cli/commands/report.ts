/** `lambdaspec report <run.json> --report html=…`: writes reports from a stored run. */
import { forLine } from '../../base/escape.ts';
import { dirname, resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { reportsOf } from '../options/config.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { OwnedFolder } from '../../base/owned-folder.ts';
import type { CommandContext } from '../io/context.ts';
import { renderReports, writeReports } from '../judging/write-reports.ts';
import { readRun } from '../judging/read-run.ts';

/** Reports without a path are written beside the run. */
export async function report(args: ParsedArguments, context: CommandContext): Promise<number> {
  const [path, ...others] = args.positionals;
  if (path === undefined || others.length > 0) {
    throw new HarnessError('USAGE', 'report needs one run: lambdaspec report <run.json> --report html.');
  }
  const requests = reportsOf(args.options.report ?? ['terminal']);
  const run = readRun(path, context);
  const out = args.options.out ?? dirname(path);
  const target = resolve(context.workingDirectory, out);
  const reports = renderReports(run, requests, args, { ...context, out: target });
  await writeReports(reports, new OwnedFolder(target, out));
  const named = reports.paths.map((file) => `${forLine(file)}\n`).join('');
  context.stdout.write(reports.terminal === '' ? named : reports.terminal);
  return exitCodes.conforms;
}
