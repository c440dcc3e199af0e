import { parseArgs } from 'node:util';
import * as z from 'zod';
import { commandTable, type Command } from './command-table.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { HarnessError } from '../../base/errors.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { isRepeatable, optionTable, type Option, type OptionKey, type Options } from './option-table.ts';
import { listed, optionsOf, valueFromTexts, type Setting, type Settings } from './option-value.ts';

/** The parsed command line. */
export interface ParsedArguments {
  readonly command: Command;
  /** The same if the command line has its name; `run` needs none. */
  readonly named: Command | undefined;
  readonly options: Options;
  /** The same options, each with its origin. */
  readonly settings: Settings;
  readonly positionals: readonly string[];
}

/**
 * Parses argv (without node and script). The command is the first word that is no option. Options end at the bootstrap;
 * the arguments after it belong to the bootstrap.
 *
 * @throws {HarnessError} USAGE with one sentence.
 */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const first = tokensOf(argv).find(({ kind }) => kind !== 'option');
  const named = commandTable.find(({ name }) => first?.kind === 'positional' && name === first.value);
  const args = argv.filter((_, index) => named === undefined || index !== first?.index);
  const tokens = tokensOf(args);
  const words = tokens.filter(({ kind }) => kind !== 'option');
  // The case of `replay` precedes the bootstrap, so options may stand on both sides of it.
  const leading = named?.name === 'replay' && words[0]?.kind === 'positional' ? 1 : 0;
  const rest = words[leading];
  const anywhere = named?.optionsAnywhere === true;
  const end = anywhere ? args.length : (rest?.index ?? args.length);
  const positionals = anywhere
    ? tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
    : args.slice(rest?.kind === 'option-terminator' ? end + 1 : end);
  const given = new Map<Option, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option' || token.index >= end) continue;
    const option = optionTable.find(({ name, short }) => token.name === name || token.name === short);
    if (option === undefined) throw unknownOption(token.rawName);
    given.set(option, [...(given.get(option) ?? []), ...textsOf(option, token.value, given.has(option))]);
  }
  const settings = new Map([...given].map(([option, texts]) => settingOf(option, texts)));
  return {
    command: named?.name ?? 'run',
    named: named?.name,
    options: optionsOf(settings),
    settings,
    positionals: [...words.slice(0, leading).map(({ index }) => args[index] ?? ''), ...positionals],
  };
}

function tokensOf(args: readonly string[]): NonNullable<ReturnType<typeof parseArgs>['tokens']> {
  return parseArgs({ args: [...args], options: parserOptions, strict: false, tokens: true }).tokens;
}

/** The texts of one occurrence of an option: none for a flag, several for a list with commas. */
function textsOf(option: Option, text: string | undefined, again: boolean): string[] {
  const { name, placeholder, schema } = option;
  if (placeholder === undefined) {
    if (text !== undefined) throw usage(`--${name} takes no value.`);
    return [];
  }
  if (text === undefined) throw usage(`--${name} needs a value: --${name} ${placeholder}.`);
  if (text === '') throw usage(`--${name} has an empty value; did a shell variable not expand?`);
  if (again && !isRepeatable(option)) throw usage(`--${name} is given twice.`);
  return schema instanceof z.ZodArray ? listed(text) : [text];
}

function refuse(problem: string): never {
  throw usage(problem);
}

function settingOf(option: Option, texts: readonly string[]): readonly [OptionKey, Setting] {
  const origin = `--${option.name}`;
  const value = valueFromTexts(option, texts, origin, refuse);
  return [option.key, { value, origin }];
}

const parserOptions = Object.fromEntries(
  optionTable.map(({ name, short, placeholder }) => [
    name,
    {
      type: placeholder === undefined ? ('boolean' as const) : ('string' as const),
      multiple: true as const,
      ...(short === undefined ? {} : { short }),
    },
  ]),
);

function unknownOption(raw: string): HarnessError {
  const suggestion = didYouMean(
    raw.replace(/^-+/, ''),
    optionTable.map((option) => option.name),
  );
  return usage(`Unknown option ${displayQuote(raw).slice(1, -1)}. Did you mean --${suggestion}?`);
}

function usage(message: string): HarnessError {
  return new HarnessError('USAGE', message);
}
