import type { Renderers } from './renderers.ts';
import type { Ask } from './prompt.ts';
import type { Suites } from '../../judge/options.ts';
import type { OutputStream, Printer } from './printer.ts';
import type { Requirement } from '../../run/requirement.ts';
import type { RequirementSets } from '../../run/requirement-set.ts';
import type { WireRule } from '../../test/wire-rule.ts';
import { exitCodes } from '../../base/errors.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';

/** The environment of a command; no command touches `process.argv` or the real streams. */
export interface CommandContext {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly sets: RequirementSets;
  readonly wireRules: readonly WireRule[];
  readonly suites: Suites;
  readonly renderers: Renderers;
  readonly probeFolder: string;
  /** The command of the reference runtime, which conforms. */
  readonly reference: readonly [string, ...string[]];
  readonly stdout: Printer;
  readonly stderr: Printer;
  /** Asks the user; absent without a terminal. */
  readonly ask?: Ask | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Aborted on Ctrl-C, once the command hears signals. */
  readonly signal: AbortSignal;
  /** From now on a signal aborts `signal`; until then it ends the process at once, which suits a command with nothing to finish. */
  readonly hearSignals: () => void;
}

/** The context as the composition root gives it, with streams. */
export type Surroundings = Omit<CommandContext, 'stdout' | 'stderr'> & {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
};

/** A command; returns its exit code. */
export type CommandFunction = (args: ParsedArguments, context: CommandContext) => Promise<number>;

/** Prints the result of a command to stdout and returns exit code 0. */
export function print(context: CommandContext, text: string): number {
  context.stdout.write(text);
  return exitCodes.conforms;
}

/** Whether to use colours: on a terminal or with FORCE_COLOR, but not with `--no-color` or NO_COLOR. */
export function usesColour(args: ParsedArguments, context: CommandContext, stream: Printer): boolean {
  const { NO_COLOR, FORCE_COLOR } = context.environment;
  if (args.options.noColor === true || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  return stream.isTTY || (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0');
}
