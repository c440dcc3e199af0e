import { commandLine } from '../../base/shell-words.ts';
import type { JudgeConfig } from '../../judge/options.ts';
import { guessLanguage } from '../init/guess-language.ts';
import { optionDefaults } from '../options/option-table.ts';
import { isGiven } from '../options/option-value.ts';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { CommandContext } from '../io/context.ts';

/** The bundled probe functions are tried unless the user chose the function; the init command names its language. */
export function functionChoice(
  { settings, positionals }: ParsedArguments,
  { target }: JudgeConfig,
  { probeFolder, workingDirectory }: Pick<CommandContext, 'probeFolder' | 'workingDirectory'>,
): Pick<JudgeConfig, 'probeTarget' | 'initCommand'> {
  const chosen = (['handler', 'taskRoot', 'probe'] as const).some((key) => isGiven(settings.get(key)));
  const language = guessLanguage(target.command[0], workingDirectory);
  const words = ['npx', 'lambdaspec', 'init', ...(language === undefined ? [] : ['--language', language])];
  const behind = positionals.some((word) => word.startsWith('-')) ? ['--', ...positionals] : positionals;
  return {
    ...(chosen ? {} : { probeTarget: { ...target, handler: optionDefaults.handler, taskRoot: probeFolder } }),
    initCommand: commandLine([...words, ...behind]),
  };
}
