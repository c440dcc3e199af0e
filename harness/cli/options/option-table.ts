/** The one table of options: everything that the command line, the variables and the config file take is made from it. */
import * as z from 'zod';
import type { Profile } from '../../run/requirement.ts';
import type { Command } from './command-table.ts';

interface OptionDefinition {
  /** The value as JSON has it. An array or a record makes the option repeatable; texts are read as the schema wants them. */
  readonly schema: z.ZodType;
  /** What the schema allows, for messages, where it is not plain from the schema. */
  readonly expects?: string;
  /** How the value is written in the help; absent for a flag. */
  readonly placeholder?: string;
  /** What a shell offers, where the schema does not say it; a file or folder of a config file starts from that file. */
  readonly complete?: 'file' | 'folder' | 'requirement' | readonly string[];
  readonly short?: string;
  /** Whether it makes sense on a command line only: neither the config file nor a variable has it. */
  readonly lineOnly?: true;
  /** The commands that alone take it, on their command line; absent for the options of a run. */
  readonly commands?: readonly Command[];
  readonly default?: string | number;
  /** The default in the help, where it is computed. */
  readonly defaultText?: string;
  readonly help: string;
}

/** The capabilities that a runtime can declare. */
export const profiles = [
  'core',
  'streaming',
  'managed-instances',
  'snapstart',
  'tenant-isolation',
  'invocation-id',
  'json-logging',
] as const satisfies readonly Profile[];

/** What `--report` makes. */
export const reportFormats = [
  'terminal',
  'json',
  'html',
  'junit',
  'markdown',
  'sarif',
  'badge',
  'badge-svg',
  'annotations',
] as const;

/** The languages in which `init` writes a probe function. */
export const languageNames = [
  'javascript',
  'python',
  'ruby',
  'php',
  'perl',
  'bash',
  'go',
  'rust',
  'java',
  'cpp',
] as const;

/** The services whose workflow `init` writes. */
export const ciNames = ['github', 'gitlab', 'none'] as const;

const text = z.string().min(1);
const flag = { schema: z.boolean() };
const lineFlag = { ...flag, lineOnly: true } as const;
const level = { schema: z.literal(['must', 'should', 'may']), placeholder: '<level>' };
const patterns = {
  schema: z.array(text),
  expects: 'an area, an id or a glob',
  placeholder: '<what>',
  complete: 'requirement',
} as const;
const wholeNumber = (least: number, most: number) =>
  ({ schema: z.int().min(least).max(most), placeholder: '<n>' }) as const;
const file = { schema: text, placeholder: '<file>', complete: 'file' } as const;
const folder = { schema: text, placeholder: '<dir>', complete: 'folder' } as const;

const table = {
  only: { ...patterns, help: 'judge only this area, id or glob (error, next.*, …)' },
  skip: { ...patterns, help: 'leave this area, id or glob out' },
  failed: { ...lineFlag, help: 'judge only what deviated or stayed unjudged in the last run' },
  level: { ...level, default: 'may', help: 'judge MUST only, or down to should or may' },
  failOn: { ...level, default: 'must', help: 'deviations that fail the run: must, should or may' },
  baseline: { ...file, help: 'deviations that are expected; see `lambdaspec baseline`' },
  profile: {
    schema: z.array(z.literal(profiles)),
    placeholder: '<name>',
    help: 'declare a capability; core is always on',
  },
  handler: { schema: text, placeholder: '<name>', default: 'probe.handler', help: 'the value of _HANDLER' },
  taskRoot: { ...folder, defaultText: 'the folder of the bootstrap', help: 'the value of LAMBDA_TASK_ROOT' },
  probe: { ...flag, help: 'use the bundled probe functions as task root' },
  env: {
    schema: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()),
    placeholder: '<NAME=value>',
    help: 'add a variable to the environment',
  },
  report: {
    schema: z.array(z.string().regex(new RegExp(`^(${reportFormats.join('|')})(=.+)?$`))).min(1),
    expects: `${reportFormats.join(', ')}, or one of them with =path`,
    placeholder: '<format[=path]>',
    complete: reportFormats,
    defaultText: 'the first four',
    help: reportFormats.join(', '),
  },
  out: { ...folder, default: 'lambdaspec-report', help: 'folder of the reports' },
  jobs: {
    ...wholeNumber(1, 256),
    defaultText: 'four per core',
    help: 'maximum number of bootstraps running in parallel',
  },
  seed: {
    ...wholeNumber(0, 2 ** 31 - 1),
    defaultText: 'random; always printed',
    help: 'seed of everything generated',
  },
  runs: {
    ...wholeNumber(1, 100_000),
    defaultText: '30; 3 with --quick, 100 with --slow',
    help: 'generated cases per property',
  },
  quick: { ...flag, help: 'a first look: tiers 1 and 2, short waits, few generated cases' },
  slow: { ...flag, help: 'wait as long as Lambda may: polls held for 35 to 310 s' },
  timeoutScale: {
    schema: z.number().min(0.1).max(100),
    placeholder: '<x>',
    default: 1,
    help: 'multiply every limit on waiting',
  },
  bail: { ...flag, help: 'end the run at the first deviation that fails it' },
  shard: {
    schema: z
      .string()
      .regex(/^\d{1,4}\/\d{1,4}$/)
      .refine((given) => {
        const [index = 0, count = 0] = given.split('/').map(Number);
        return index >= 1 && index <= count;
      }),
    expects: 'i/n with i from 1 to n, such as 1/4',
    placeholder: '<i/n>',
    help: 'judge one of n parts of the run; `lambdaspec merge` joins them',
  },
  watch: { ...lineFlag, help: 'judge again whenever the bootstrap or its folder changes' },
  config: {
    ...file,
    lineOnly: true,
    defaultText: 'lambdaspec.config.json, if there is one',
    help: 'the configuration',
  },
  printConfig: { ...lineFlag, help: 'print every setting and where it comes from, and judge nothing' },
  noColor: { ...flag, help: 'no colours (also: NO_COLOR)' },
  verbose: { ...flag, help: 'whole traces in the terminal report' },
  json: { ...flag, commands: ['list', 'compare'], help: 'print JSON' },
  uncovered: { ...flag, commands: ['list'], help: 'only what no test and no wire rule judges yet' },
  update: { ...flag, commands: ['baseline'], help: 'write the file' },
  reason: {
    schema: text,
    placeholder: '<text>',
    commands: ['baseline'],
    help: 'why the new entries are expected',
  },
  language: {
    schema: z.literal(languageNames),
    placeholder: '<name>',
    commands: ['init'],
    defaultText: 'what the project looks like',
    help: 'language of the probe function',
  },
  ci: {
    schema: z.literal(ciNames),
    placeholder: '<name>',
    commands: ['init'],
    help: 'whose workflow to write: github, gitlab or none',
  },
  port: {
    // The one above it is needed as well.
    ...wholeNumber(1, 65_534),
    commands: ['serve'],
    defaultText: 'free ones',
    help: 'port of the Runtime API; events are taken one above it',
  },
  help: { ...lineFlag, short: 'h', help: 'print this help' },
  version: { ...lineFlag, short: 'V', help: 'print the version' },
} as const satisfies Record<string, OptionDefinition>;

type Table = typeof table;

/** The name of an option in code and in the config file: `failOn` for `--fail-on`. */
export type OptionKey = keyof Table;

/** The values of options; those that nothing gives are absent. */
export type Options = { readonly [Key in OptionKey]?: z.infer<Table[Key]['schema']> };

type Defaults = {
  readonly [Key in OptionKey as Table[Key] extends { default: unknown } ? Key : never]: z.infer<
    Table[Key]['schema']
  >;
};

/** A row of the table. */
export interface Option extends OptionDefinition {
  readonly key: OptionKey;
  /** What it is called on the command line: `fail-on` for `failOn`. */
  readonly name: string;
}

/** The table as its readers want it: every row of one type. */
export const optionTable: readonly Option[] = Object.entries<OptionDefinition>(table).map(([key, row]) => ({
  ...row,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table are just these
  key: key as OptionKey,
  name: key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
}));

/** Whether an option takes several values. */
export function isRepeatable({ schema }: Option): boolean {
  return schema instanceof z.ZodArray || schema instanceof z.ZodRecord;
}

/** The words of which an option takes one or several; undefined where it takes others. */
export function wordsOf({ schema }: Option): readonly string[] | undefined {
  const one = schema instanceof z.ZodArray ? schema.element : schema;
  return one instanceof z.ZodLiteral ? [...one.values].map(String) : undefined;
}

/** The variable that stands for an option. */
export function variableOf({ name }: Option): string {
  return `LAMBDASPEC_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** The options that the config file and variables have too. */
export const configurableOptions = optionTable.filter(
  ({ lineOnly, commands }) => lineOnly !== true && commands === undefined,
);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type is read off the same rows
export const optionDefaults = Object.fromEntries(
  optionTable.flatMap((option) => (option.default === undefined ? [] : [[option.key, option.default]])),
) as Defaults;

/** Of these only one may be given. */
export const exclusiveOptions: readonly (readonly [OptionKey, OptionKey])[] = [
  ['quick', 'slow'],
  ['probe', 'taskRoot'],
];

/** What the help and the schema say of an option: the commands that take it, what it does, and its default. */
export function describeOption({
  commands,
  help,
  default: fixed,
  defaultText = fixed === undefined ? undefined : String(fixed),
}: Option): string {
  const prefix = commands === undefined ? '' : `${commands.join(', ')}: `;
  return `${prefix}${help}${defaultText === undefined ? '' : ` (default: ${defaultText})`}`;
}
