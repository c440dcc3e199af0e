/** The choices of `lambdaspec init`: from an option, else the answer of the user, else a default that is printed. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { CommandContext } from '../io/context.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';
import { ciNames, clientNames, languageNames } from '../options/option-words.ts';
import { guessLanguage } from './guess-language.ts';
import { languages, type Client, type LanguageName } from './languages.ts';

export type CiName = (typeof ciNames)[number];

export interface Choices {
  /** The command that starts the runtime; it need not exist yet. */
  readonly bootstrap: readonly [string, ...string[]];
  readonly language: LanguageName;
  /** What hands events to the probe function, in a language with a choice; otherwise `aws`. */
  readonly client: Client;
  readonly ci: CiName;
  /** The defaults used, as command-line words. */
  readonly assumed: readonly string[];
}

/** Asks, on a terminal, for what the options leave open. */
export async function choose(
  args: ParsedArguments,
  context: Pick<CommandContext, 'ask' | 'stderr' | 'workingDirectory'>,
): Promise<Choices> {
  const { language: given, client, ci } = args.options;
  const entries = await readdir(context.workingDirectory);
  const assumed: string[] = [];
  const decide = async (question: string, fallback: string, words: string): Promise<string> => {
    const answer = (await context.ask?.(`${question} [${fallback}]: `))?.trim();
    if (answer === undefined) assumed.push(words);
    return answer === undefined || answer === '' ? fallback : answer;
  };
  const oneOf = async <T extends string>(
    option: string,
    what: string,
    names: readonly T[],
    fallback: T,
  ): Promise<T> => {
    for (;;) {
      const answer = await decide(`${what} (${names.join(', ')})`, fallback, `--${option} ${fallback}`);
      const name = names.find((one) => one === answer.toLowerCase());
      if (name !== undefined) return name;
      context.stderr.line(`${displayQuote(answer)} is unknown; did you mean "${didYouMean(answer, names)}"?`);
    }
  };
  const [bootstrap, ...rest] = args.positionals;
  const command = bootstrap ?? (await decide('The bootstrap', './bootstrap', './bootstrap'));
  const guessed =
    guessLanguage(resolve(context.workingDirectory, command), context.workingDirectory) ?? 'javascript';
  const language =
    given ?? (await oneOf('language', 'Language of the probe function', languageNames, guessed));
  const hasChoice = languages[language].own !== undefined;
  if (client !== undefined && !hasChoice) throw noChoice(language);
  return {
    bootstrap: [command, ...rest],
    language,
    client: client ?? (hasChoice ? await oneOf('client', 'The loop around it', clientNames, 'aws') : 'aws'),
    ci: ci ?? (await oneOf('ci', 'Workflow for', ciNames, ciOf(entries))),
    assumed,
  };
}

function noChoice(language: LanguageName): HarnessError {
  const choices = languageNames.filter((name) => languages[name].own !== undefined);
  return new HarnessError(
    'USAGE',
    `--client has no effect with --language ${language}; it is for ${new Intl.ListFormat('en-GB').format(choices)}.`,
  );
}

function ciOf(entries: readonly string[]): CiName {
  return entries.includes('.gitlab-ci.yml') ? 'gitlab' : 'github';
}
