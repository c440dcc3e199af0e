/** What `lambdaspec init` has to know: what a flag says, else what a person answers, else a guess that is told. */
import { readdir } from 'node:fs/promises';
import type { ParsedArguments } from '../options/parse-arguments.ts';
import type { CommandContext } from '../io/context.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { HarnessError } from '../../base/errors.ts';
import { languageNames, languages, type LanguageName } from './languages.ts';

export const ciNames = ['github', 'gitlab', 'none'] as const;
export type CiName = (typeof ciNames)[number];

export interface Choices {
  /** The command that starts the runtime; it need not be there yet. */
  readonly bootstrap: readonly [string, ...string[]];
  readonly language: LanguageName;
  readonly ci: CiName;
  /** What nobody said, as the words that would have said it. */
  readonly assumed: readonly string[];
}

/** @throws {HarnessError} USAGE where a flag has a value that is none. */
export async function choose(
  args: ParsedArguments,
  context: Pick<CommandContext, 'ask' | 'stderr' | 'workingDirectory'>,
): Promise<Choices> {
  const given = {
    language: known('language', args.values('language').at(-1), languageNames),
    ci: known('ci', args.values('ci').at(-1), ciNames),
  };
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
  const [bootstrap, ...rest] = args.operands;
  return {
    bootstrap: [bootstrap ?? (await decide('The bootstrap', './bootstrap', './bootstrap')), ...rest],
    language:
      given.language ??
      (await oneOf('language', 'Language of the probe function', languageNames, languageOf(entries))),
    ci: given.ci ?? (await oneOf('ci', 'Workflow for', ciNames, ciOf(entries))),
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

function known<T extends string>(
  option: string,
  given: string | undefined,
  names: readonly T[],
): T | undefined {
  if (given === undefined) return undefined;
  const name = names.find((one) => one === given);
  if (name !== undefined) return name;
  throw new HarnessError(
    'USAGE',
    `--${option} expects ${names.slice(0, -1).join(', ')} or ${names.at(-1)}, not "${given}"; did you mean "${didYouMean(given, names)}"?`,
  );
}
