/** Where the value of each option comes from: the command line over the environment over the config file over defaults. */
import type { ParsedArguments } from './parse-arguments.ts';
import { optionTable, type Option, type OptionName } from './option-table.ts';
import type { ConfigFile } from './config-file.ts';

/** Values of one option, and who gave them. */
export interface Setting {
  /** Empty for a flag. */
  readonly values: readonly string[];
  /** `--jobs`, `LAMBDASPEC_JOBS` or the path of the config file. */
  readonly origin: string;
  /** A flag that is put out, so that nothing farther from the user sets it. */
  readonly off?: boolean;
}

type Settings = ReadonlyMap<OptionName, Setting>;

/** Of these only one may be given; one that is given nearer to the user outweighs the others. */
const exclusive: readonly (readonly OptionName[])[] = [
  ['quick', 'slow'],
  ['probe', 'task-root'],
];

export interface SettingSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | undefined;
}

/** The arguments of the command completed by what the environment and the config file say, and the origin of each. */
export function withSettings(
  args: ParsedArguments,
  { environment, file }: SettingSources,
): { readonly args: ParsedArguments; readonly settings: Settings } {
  const settings = [fromArguments(args), fromEnvironment(environment), file?.settings ?? new Map()].reduce(
    merged,
  );
  const set = [...settings].filter(([, { off }]) => off !== true).map(([name]) => name);
  const flags = new Set([...args.flags, ...set].filter((name) => isFlag(name)));
  return {
    settings,
    args: {
      ...args,
      flags,
      values: (name) => settings.get(name)?.values ?? args.values(name),
      operands: args.operands.length > 0 ? args.operands : (file?.bootstrap ?? []),
    },
  };
}

/** The variable that stands for an option. */
export function variableOf(name: OptionName): string {
  return `LAMBDASPEC_${name.toUpperCase().replaceAll('-', '_')}`;
}

function fromArguments(args: ParsedArguments): Settings {
  return settingsOf(({ name, value }) => {
    const given = value === undefined ? args.flags.has(name) : args.values(name).length > 0;
    return given ? { values: args.values(name), origin: `--${name}` } : undefined;
  });
}

/** A flag is set by anything but 0 or false, which put it out; nothing says nothing. A repeatable option takes a list with commas. */
function fromEnvironment(environment: SettingSources['environment']): Settings {
  return settingsOf(({ name, value, repeatable, configurable }) => {
    const origin = variableOf(name);
    const given = environment[origin];
    if (configurable === false || given === undefined || given === '') return undefined;
    if (value === undefined) {
      return given === '0' || given === 'false' ? { values: [], origin, off: true } : { values: [], origin };
    }
    return { values: repeatable === true ? given.split(',').map((part) => part.trim()) : [given], origin };
  });
}

function settingsOf(find: (option: Option) => Setting | undefined): Settings {
  return new Map(
    optionTable.flatMap((option) => {
      const setting = find(option);
      return setting === undefined ? [] : [[option.name, setting] as const];
    }),
  );
}

function merged(nearer: Settings, farther: Settings): Settings {
  const outweighed = exclusive
    .filter((group) => group.some((name) => nearer.has(name) && nearer.get(name)?.off !== true))
    .flat();
  return new Map([...[...farther].filter(([name]) => !outweighed.includes(name)), ...nearer]);
}

function isFlag(name: OptionName): boolean {
  return optionTable.find((option) => option.name === name)?.value === undefined;
}
