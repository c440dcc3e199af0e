import type { Renderers } from './renderers.ts';
import type { Ask } from './prompt.ts';
import type { Suites } from '../../judge.ts';
import type { Requirement } from '../../run/requirement.ts';
import type { WireRule } from '../../test/wire-rule.ts';
import { exitCodes } from '../../base/errors.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** All that a command knows of the world; none touches `process.argv` or the real streams. */
export interface CommandContext {
  readonly catalogue: Readonly<Record<string, Requirement>>;
  readonly wireRules: readonly WireRule[];
  readonly suites: Suites;
  readonly renderers: Renderers;
  readonly probeFolder: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: Ask | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Ends a command early: Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One of the things that `lambdaspec` does; returns its exit code. */
export type CommandFunction = (args: ParsedArguments, context: CommandContext) => Promise<number>;

/** What was asked for goes to stdout. */
export function print(context: CommandContext, text: string): number {
  context.stdout.write(text);
  return exitCodes.conforms;
}

/** Colours on a terminal, unless `--no-color` or NO_COLOR says otherwise; FORCE_COLOR has them in pipes too. */
export function usesColour(args: ParsedArguments, context: CommandContext, stream: OutputStream): boolean {
  const { NO_COLOR, FORCE_COLOR } = context.environment;
  if (args.options.noColor === true || (NO_COLOR !== undefined && NO_COLOR !== '')) return false;
  return stream.isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0');
}
