/** Where the value of each option comes from: the command line over the environment over the config file over defaults. */
import { HarnessError } from '../../base/errors.ts';
import type { ConfigFile } from './config-file.ts';
import type { ParsedArguments } from './parse-arguments.ts';
import {
  configurableOptions,
  exclusiveOptions,
  isRepeatable,
  variableOf,
  type OptionKey,
} from './option-table.ts';
import { isGiven, listed, optionsOf, valueFromTexts, type Setting, type Settings } from './option-value.ts';

/** What says more than the command line. */
export interface SettingSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | undefined;
}

/**
 * The arguments of the command completed by what the environment and the config file say.
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
 * The arguments of the command completed by sources farther from the user, the nearest of them first. Of two options
 * that exclude each other, the one that is given nearer to the user counts.
 */
export function completedBy(args: ParsedArguments, ...farther: readonly Settings[]): ParsedArguments {
  const settings = [args.settings, ...farther].reduce(merged);
  return { ...args, settings, options: optionsOf(settings) };
}

/** A flag is set by anything but 0 or false, which put it out; nothing says nothing. A list has commas between its members. */
function fromEnvironment(environment: SettingSources['environment']): Settings {
  const settings = new Map<OptionKey, Setting>();
  const problems: string[] = [];
  for (const option of configurableOptions) {
    const origin = variableOf(option);
    const given = environment[origin];
    if (given === undefined || given === '') continue;
    const texts = isRepeatable(option) ? listed(given) : [given];
    const value = valueFromTexts(option, texts, origin, (problem) => problems.push(problem));
    settings.set(option.key, { value, origin });
  }
  if (problems.length > 0) throw new HarnessError('USAGE', problems.join('\n'));
  return settings;
}

function merged(nearer: Settings, farther: Settings): Settings {
  const outweighed = exclusiveOptions.filter((pair) => pair.some((key) => isGiven(nearer.get(key)))).flat();
  return new Map([...[...farther].filter(([key]) => !outweighed.includes(key)), ...nearer]);
}
