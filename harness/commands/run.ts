/** `lambdaspec [run] [options] <bootstrap>`: judges a bootstrap and writes the reports. */
import type { ParsedArguments } from '../arguments.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { print, type CommandContext } from './context.ts';
import { judge } from './judge.ts';
import { completed, prepare } from './prepare.ts';
import { printedConfig } from './printed-config.ts';
import { publish } from './reports.ts';
import { watch } from './watch.ts';

export async function run(args: ParsedArguments, context: CommandContext): Promise<number> {
  const prepared = await prepare(completed(args, context), context);
  if (args.flags.has('print-config')) return print(context, printedConfig(prepared));
  if (args.flags.has('watch')) return watch(prepared, context);
  const result = await judge(prepared, context);
  await publish(result, prepared, context);
  return exitCodeOf(result.run);
}
