/** What `lambdaspec init` has to know: what a flag says, else what a person answers, else a guess that is told. */
import { readdir } from 'node:fs/promises';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { CommandContext } from '../io/context.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { ciNames, languageNames } from '../options/option-table.ts';
import { languages, type LanguageName } from './languages.ts';

export type CiName = (typeof ciNames)[number];

export interface Choices {
  /** The command that starts the runtime; it need not be there yet. */
  readonly bootstrap: readonly [string, ...string[]];
  readonly language: LanguageName;
  readonly ci: CiName;
  /** What nobody said, as the words that would have said it. */
  readonly assumed: readonly string[];
}

/** Asks what the options leave open where there is a person to ask. */
export async function choose(
  args: ParsedArguments,
  context: Pick<CommandContext, 'ask' | 'stderr' | 'workingDirectory'>,
): Promise<Choices> {
  const { language, ci } = args.options;
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
      context.stderr.write(`"${answer}" is none of them; did you mean "${didYouMean(answer, names)}"?\n`);
    }
  };
  const [bootstrap, ...rest] = args.positionals;
  return {
    bootstrap: [bootstrap ?? (await decide('The bootstrap', './bootstrap', './bootstrap')), ...rest],
    language:
      language ??
      (await oneOf('language', 'Language of the probe function', languageNames, languageOf(entries))),
    ci: ci ?? (await oneOf('ci', 'Workflow for', ciNames, ciOf(entries))),
    assumed,
  };
}

/** The language that the files of a project give away; JavaScript where they say nothing. */
function languageOf(entries: readonly string[]): LanguageName {
  const shown = (name: LanguageName): boolean => languages[name].signs.some((sign) => entries.includes(sign));
  // Manifests of JavaScript are found in projects of every language.
  return languageNames.filter((name) => name !== 'javascript').find(shown) ?? 'javascript';
}

function ciOf(entries: readonly string[]): CiName {
  return entries.includes('.gitlab-ci.yml') ? 'gitlab' : 'github';
}
