/** `lambdaspec completion bash|zsh|fish`: a script that completes commands, options, formats and ids. */
import type { ParsedArguments } from '../options/parse-arguments.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { shellNames, wordsFor, type ShellName, type Words } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { HarnessError } from '../../base/errors.ts';
import { print, type CommandContext } from '../io/context.ts';

const scripts: Readonly<Record<ShellName, (words: Words) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export async function completion({ positionals }: ParsedArguments, context: CommandContext): Promise<number> {
  const shell = shellNames.find((name) => name === positionals[0]);
  if (shell === undefined || positionals.length > 1) {
    throw new HarnessError(
      'USAGE',
      'completion needs the name of a shell: lambdaspec completion bash|zsh|fish.',
    );
  }
  return print(context, scripts[shell](wordsFor(Object.keys(context.catalogue), Object.keys(context.sets))));
}
