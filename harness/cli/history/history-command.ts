/** The two commands of `lambdaspec history`, with their placeholders. */
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';

/** A command and its arguments. */
export type CommandWords = readonly [string, ...string[]];

export interface HistoryCommand {
  readonly build: CommandWords;
  readonly bootstrap: CommandWords;
}

const USAGE =
  'lambdaspec history --versions <which> [options] -- <build command with {version}> -- <bootstrap>; see `lambdaspec history --help`';

/**
 * Splits what follows the options: the build command, `--`, the bootstrap.
 *
 * @throws {HarnessError} USAGE with one sentence.
 */
export function historyCommand(positionals: readonly string[]): HistoryCommand {
  const border = positionals.indexOf('--');
  const [build, bootstrap] = [positionals.slice(0, Math.max(0, border)), positionals.slice(border + 1)];
  if (border < 0 || !isCommand(build) || !isCommand(bootstrap)) {
    throw usage(`history needs a build command and a bootstrap, with -- before each: ${USAGE}.`);
  }
  if (!build.some((word) => word.includes('{version}')))
    throw usage(
      `The build command ${displayQuote(build.join(' '))} has no {version}, which stands for the release.`,
    );
  return { build, bootstrap };
}

/** The text with its placeholders filled. */
export function filled(text: string, version: string, folder: string): string {
  return text.replaceAll('{version}', version).replaceAll('{folder}', folder);
}

/** The command with its placeholders filled. */
export function filledWords([first, ...rest]: CommandWords, version: string, folder: string): CommandWords {
  return [filled(first, version, folder), ...rest.map((word) => filled(word, version, folder))];
}

function isCommand(words: readonly string[]): words is CommandWords {
  return words[0] !== undefined && words[0] !== '';
}

function usage(message: string): HarnessError {
  return new HarnessError('USAGE', message);
}
