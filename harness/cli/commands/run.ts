/** `lambdaspec [run] [options] <bootstrap>`: judges a bootstrap and writes the reports. */
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { exitCodeOf } from '../../run/exit-code.ts';
import { print, type CommandContext } from '../io/context.ts';
import { judge } from '../judging/judge.ts';
import { completed, prepare } from '../judging/prepare.ts';
import { printedConfig } from '../judging/print-config.ts';
import { checkReports } from '../judging/report-folder.ts';
import { publish } from '../judging/write-reports.ts';

export async function run(args: ParsedArguments, context: CommandContext): Promise<number> {
  const prepared = await prepare(completed(args, context), context);
  if (args.options.printConfig) return print(context, printedConfig(prepared));
  await checkReports(prepared.config, context);
  if (args.options.watch) {
    const { watch } = await import('./watch.ts');
    return watch(prepared, context);
  }
  const result = await judge(prepared, context);
  await publish(result, prepared, context);
  return exitCodeOf(result.run);
}
