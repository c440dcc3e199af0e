/** `lambdaspec compare <before> <after>`: fixed, new and remaining deviations. */
import { resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { reportsOf } from '../options/config.ts';
import { compareRuns, isWorse } from '../../run/compare.ts';
import { exitCodes, HarnessError } from '../../base/errors.ts';
import { print, type CommandContext } from '../io/context.ts';
import { textOptions } from '../io/text-options.ts';
import { writeDocument } from '../judging/write-reports.ts';
import { readRun } from '../judging/read-run.ts';

/** Returns 1 when the second run has a failing deviation that the first has not. */
export async function compare(args: ParsedArguments, context: CommandContext): Promise<number> {
  const [before, after, ...others] = args.positionals;
  if (before === undefined || after === undefined || others.length > 0) {
    throw new HarnessError('USAGE', 'compare needs two runs: lambdaspec compare <before.json> <after.json>.');
  }
  const { renderers, workingDirectory } = context;
  const requests = reportsOf(args.options.report ?? [args.options.json === true ? 'json' : 'terminal']);
  const formats = Object.keys(renderers.comparisons);
  const wrong = requests.find(({ format }) => !formats.includes(format));
  if (wrong !== undefined)
    throw new HarnessError('USAGE', `compare makes ${formats.join(', ')}, not ${wrong.format}.`);
  const comparison = compareRuns(readRun(before, context), readRun(after, context));
  const options = textOptions(args, context);
  for (const { format, path } of requests) {
    const text = renderers.comparisons[format]?.(comparison, options) ?? '';
    if (path === undefined) print(context, text);
    else await writeDocument(resolve(workingDirectory, path), text);
  }
  return isWorse(comparison) ? exitCodes.deviates : exitCodes.conforms;
}
