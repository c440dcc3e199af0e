/** Precedence of option sources: command line, environment, config file, defaults. */
import { didYouMean } from '../../base/did-you-mean.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';
import { PROTECTION_VARIABLE, PROTECTIONS } from '../../process/isolation.ts';
import type { ConfigFile } from './config-file.ts';
import type { ParsedArguments } from './parse-arguments.ts';
import {
  configurableOptions,
  exclusiveOptions,
  isRepeatable,
  VARIABLE_PREFIX,
  variableOf,
  type OptionKey,
} from './option-table.ts';
import { isGiven, listed, optionsOf, valueFromTexts, type Setting, type Settings } from './option-value.ts';

/** The sources below the command line. */
export interface SettingSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | undefined;
}

/**
 * The arguments completed from the environment and the config file.
 *
 * @throws {HarnessError} USAGE with every problem of the variables, one a line.
 */
export function withSettings(args: ParsedArguments, { environment, file }: SettingSources): ParsedArguments {
  return {
    ...completedBy(args, fromEnvironment(environment), file?.settings ?? new Map()),
    positionals: args.positionals.length > 0 ? args.positionals : (file?.bootstrap ?? []),
  };
}

/**
 * The arguments completed from sources of lower precedence, highest first. Of two options that exclude each other, the
 * one from the higher source wins.
 */
export function completedBy(args: ParsedArguments, ...farther: readonly Settings[]): ParsedArguments {
  const settings = [args.settings, ...farther].reduce(merged);
  return { ...args, settings, options: optionsOf(settings) };
}

/** Any value but `0` and `false` sets a flag; an empty variable counts as unset; commas separate the items of a list. */
function fromEnvironment(environment: SettingSources['environment']): Settings {
  const settings = new Map<OptionKey, Setting>();
  const problems = [...unknownVariables(environment), ...unknownProtection(environment)];
  for (const option of configurableOptions) {
    const origin = variableOf(option);
    const given = environment[origin];
    if (given === undefined || given === '') continue;
    const texts = isRepeatable(option) ? listed(given) : [given];
    const value = valueFromTexts(option, texts, origin, (problem) => problems.push(problem));
    settings.set(option.key, { value, origin });
  }
  if (problems.length > 0) throw new HarnessError('USAGE', problems);
  return settings;
}

/** A name with a typing error would go unseen, and a gate that was meant to be strict would not be. */
function unknownVariables(environment: SettingSources['environment']): string[] {
  const known = [...configurableOptions.map(variableOf), PROTECTION_VARIABLE];
  return Object.keys(environment)
    .filter((name) => name.startsWith(VARIABLE_PREFIX) && !known.includes(name))
    .map(
      (name) =>
        `${displayQuote(name).slice(1, -1)} is a variable that lambdaspec does not know. Did you mean ${didYouMean(name, known)}?`,
    );
}

/** Not an option: only a comparison of both needs it. */
function unknownProtection(environment: SettingSources['environment']): string[] {
  const given = environment[PROTECTION_VARIABLE] ?? '';
  return given === '' || PROTECTIONS.some((protection) => protection === given)
    ? []
    : [
        `${PROTECTION_VARIABLE} is ${displayQuote(given)}, and must be ${new Intl.ListFormat('en', { type: 'disjunction' }).format(PROTECTIONS)}.`,
      ];
}

function merged(nearer: Settings, farther: Settings): Settings {
  const outweighed = exclusiveOptions.filter((pair) => pair.some((key) => isGiven(nearer.get(key)))).flat();
  return new Map([...[...farther].filter(([key]) => !outweighed.includes(key)), ...nearer]);
}
