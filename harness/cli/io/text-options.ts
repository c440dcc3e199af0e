import type { ParsedArguments } from '../options/parse-arguments.ts';
import { usesColour, type CommandContext } from './context.ts';
import type { TextOptions } from './renderers.ts';

/** The layout of a text on stdout. */
export function textOptions(args: ParsedArguments, context: CommandContext): TextOptions {
  const { stdout } = context;
  return {
    colour: usesColour(args, context, stdout),
    width: stdout.columns ?? 110,
    verbose: args.options.verbose === true,
  };
}
