/** The table of options: command line, variables, config file, help and completion are made from it. */
import * as z from 'zod';
import type { Command } from './command-table.ts';
import { optionRows, type OptionDefinition } from './option-rows.ts';

type Table = typeof optionRows;

/** The name of an option in code and in the config file: `failOn` for `--fail-on`. */
export type OptionKey = keyof Table;

/** The values of options; absent if not given. */
export type Options = { readonly [Key in OptionKey]?: z.infer<Table[Key]['schema']> };

type Defaults = {
  readonly [Key in OptionKey as Table[Key] extends { default: unknown } ? Key : never]: z.infer<
    Table[Key]['schema']
  >;
};

/** A row of the table. */
export interface Option extends OptionDefinition {
  readonly key: OptionKey;
  /** Its name on the command line: `fail-on` for `failOn`. */
  readonly name: string;
}

/** The table with every row of one type. */
export const optionTable: readonly Option[] = Object.entries<OptionDefinition>(optionRows).map(
  ([key, row]) => ({
    ...row,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table are just these
    key: key as OptionKey,
    name: key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
  }),
);

/** The options that a command takes, in the order of the table. */
export function optionsFor(command: Command): readonly Option[] {
  return optionTable.filter(({ key, commands, also = [], lineOnly }) => {
    if (key === 'help') return true;
    if (key === 'version') return false;
    if (commands !== undefined) return commands.includes(command);
    return command === 'run' || (command === 'baseline' && lineOnly !== true) || also.includes(command);
  });
}

/** Whether an option takes several values. */
export function isRepeatable({ schema }: Option): boolean {
  return schema instanceof z.ZodArray || schema instanceof z.ZodRecord;
}

/** The words that an option accepts; undefined if it accepts other values. */
export function wordsOf({ schema }: Option): readonly string[] | undefined {
  const one = schema instanceof z.ZodArray ? schema.element : schema;
  return one instanceof z.ZodLiteral ? [...one.values].map(String) : undefined;
}

/** How the names of our environment variables begin. */
export const VARIABLE_PREFIX = 'LAMBDASPEC_';

/** The environment variable of an option. */
export function variableOf({ name }: Option): string {
  return `${VARIABLE_PREFIX}${name.toUpperCase().replaceAll('-', '_')}`;
}

/** The options that the config file and variables may set. */
export const configurableOptions = optionTable.filter(
  ({ lineOnly, commands }) => lineOnly !== true && commands === undefined,
);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type is read off the same rows
export const optionDefaults = Object.fromEntries(
  optionTable.flatMap((option) => (option.default === undefined ? [] : [[option.key, option.default]])),
) as Defaults;

/** Pairs of which only one may be given. */
export const exclusiveOptions: readonly (readonly [OptionKey, OptionKey])[] = [
  ['quick', 'slow'],
  ['probe', 'taskRoot'],
  ['suite', 'shard'],
];

/** The description of an option in the help of all commands and the schema: its commands, its effect, its default. */
export function describeOption(option: Option): string {
  const { commands } = option;
  return `${commands === undefined ? '' : `${commands.join(', ')}: `}${describeEffect(option)}`;
}

/** The description of an option in the help of one command. */
export function describeEffect({
  help,
  default: fixed,
  defaultText = fixed === undefined ? undefined : String(fixed),
}: Option): string {
  return `${help}${defaultText === undefined ? '' : ` (default: ${defaultText})`}`;
}
