/** The options of all commands, as rows of the one table. */
import * as z from 'zod';
import type { Command } from './command-table.ts';
import { ciNames, clientNames, languageNames, profileWords, reportFormats } from './option-words.ts';

export interface OptionDefinition {
  /** The value in JSON. An array or a record makes the option repeatable; texts are converted to fit the schema. */
  readonly schema: z.ZodType;
  /** What the schema allows, for messages, if it cannot be derived from the schema. */
  readonly expects?: string;
  /** The value in the help; absent for a flag. */
  readonly placeholder?: string;
  /** What shell completion offers, if not in the schema; in a config file, a file or folder is relative to that file. */
  readonly complete?: 'file' | 'folder' | 'requirement' | 'set' | readonly string[];
  readonly short?: string;
  /** Command line only: not in the config file, no variable. */
  readonly lineOnly?: true;
  /** The only commands that take it, on their command line; absent for the options of a run. */
  readonly commands?: readonly Command[];
  /** Further commands that take an option of a run. */
  readonly also?: readonly Command[];
  readonly default?: string | number;
  /** The default in the help, if it is computed. */
  readonly defaultText?: string;
  readonly help: string;
}

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
const set = {
  schema: z.string().regex(/^\d{4}\.\d{2}$/),
  expects: 'the name of a set, such as 2026.11',
  placeholder: '<set>',
  complete: 'set',
} as const;
const folder = { schema: text, placeholder: '<dir>', complete: 'folder' } as const;

/** By the name of the option in code and in the config file. */
export const optionRows = {
  only: {
    also: ['history', 'list'],
    ...patterns,
    help: 'judge only this area, id or glob (error, next.*, …)',
  },
  skip: { also: ['history', 'list'], ...patterns, help: 'do not judge this area, id or glob' },
  failed: { ...lineFlag, help: 'judge only what deviated or was inconclusive in the last run' },
  level: { also: ['history'], ...level, default: 'may', help: 'weakest level to judge: must, should or may' },
  failOn: {
    ...level,
    default: 'must',
    help: 'weakest level whose deviations fail the run: must, should or may',
  },
  baseline: { also: ['merge'], ...file, help: 'file of expected deviations; see `lambdaspec baseline`' },
  requirements: {
    also: ['history', 'list'],
    ...set,
    defaultText: 'all of this version',
    help: 'judge the requirements of an earlier release, at the levels that they had in it',
  },
  profile: {
    also: ['history', 'list'],
    schema: z.array(z.literal(profileWords)),
    placeholder: '<name>',
    help: 'declare a capability, or all of them: `all`; core always applies',
  },
  handler: {
    also: ['history', 'replay'],
    schema: text,
    placeholder: '<name>',
    default: 'probe.handler',
    help: 'the value of _HANDLER',
  },
  taskRoot: {
    also: ['history', 'replay'],
    ...folder,
    defaultText: 'the folder of the bootstrap',
    help: 'the value of LAMBDA_TASK_ROOT',
  },
  probe: { also: ['history', 'replay'], ...flag, help: 'use the bundled probe functions as task root' },
  env: {
    also: ['history', 'replay'],
    schema: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()),
    placeholder: '<NAME=value>',
    help: 'add a variable to the environment of the bootstrap',
  },
  suite: {
    schema: z.array(text),
    placeholder: '<file>',
    complete: 'file',
    help: "play a suite of AWS's containerized test runner as well: events with expected results",
  },
  report: {
    also: ['history', 'report', 'compare', 'merge'],
    schema: z.array(z.string().regex(new RegExp(`^(${reportFormats.join('|')})(=.+)?$`))).min(1),
    expects: `${reportFormats.join(', ')}, or one of them with =path`,
    placeholder: '<format[=path]>',
    complete: reportFormats,
    defaultText: 'the first four',
    help: reportFormats.join(', '),
  },
  out: {
    also: ['show', 'report', 'merge'],
    ...folder,
    default: 'lambdaspec-report',
    help: 'folder of the reports',
  },
  jobs: {
    also: ['history'],
    ...wholeNumber(1, 256),
    defaultText: 'four per core',
    help: 'maximum number of bootstraps running in parallel',
  },
  seed: {
    also: ['history', 'replay'],
    ...wholeNumber(0, 2 ** 31 - 1),
    defaultText: 'random; always printed',
    help: 'random seed',
  },
  runs: {
    also: ['history'],
    ...wholeNumber(1, 100_000),
    defaultText: '30; 3 with --quick, 100 with --slow',
    help: 'generated cases per property',
  },
  quick: {
    also: ['history', 'replay'],
    ...flag,
    help: 'tiers 1 and 2 only, short waits, few generated cases',
  },
  slow: {
    also: ['history', 'replay'],
    ...flag,
    help: 'wait as long as in Lambda: polls held for 35 to 310 s',
  },
  timeoutScale: {
    also: ['history', 'replay'],
    schema: z.number().min(0.1).max(100),
    placeholder: '<x>',
    default: 1,
    help: 'multiply every timeout',
  },
  timeLimit: {
    also: ['history'],
    schema: z.string().regex(/^\d{1,6}(\.\d{1,3})?[smh]$/),
    expects: 'a duration such as 90s, 10m or 1h',
    placeholder: '<duration>',
    help: 'end the whole run after 90s, 10m or 1h; what was judged until then is reported',
  },
  bail: { ...flag, help: 'stop at the first deviation that fails the run' },
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
    help: 'judge one of n shards of the run; `lambdaspec merge` joins them',
  },
  watch: { ...lineFlag, help: 'judge again whenever the bootstrap or its folder changes' },
  config: {
    also: ['history', 'baseline', 'merge'],
    ...file,
    lineOnly: true,
    defaultText: 'lambdaspec.config.json, if it exists',
    help: 'config file',
  },
  printConfig: { ...lineFlag, help: 'print every setting with its origin and exit' },
  noColor: {
    also: ['history', 'show', 'report', 'compare', 'merge'],
    ...flag,
    help: 'no colours (also: NO_COLOR)',
  },
  keepTraces: { ...flag, help: 'keep a trace of a passing case for each conformant requirement' },
  verbose: {
    also: ['history', 'report', 'compare', 'merge', 'serve'],
    ...flag,
    help: 'full traces in the terminal report',
  },
  json: { ...flag, commands: ['list', 'compare'], help: 'print JSON' },
  uncovered: { ...flag, commands: ['list'], help: 'only requirements without a test or wire rule' },
  since: {
    ...set,
    commands: ['list'],
    help: 'only what was added, changed or withdrawn after this set',
  },
  versions: {
    schema: text,
    placeholder: '<which>',
    commands: ['history'],
    help: 'releases to judge: 1.2.0,1.3.0, or those of a package, such as "npm:aws-lambda-ric >=3"; also pypi:, crates:, go:, maven:',
  },
  bisect: {
    schema: text,
    placeholder: '<id[/code]>',
    complete: 'requirement',
    commands: ['history'],
    help: 'find the release in which this requirement came to deviate, or to hold, with few builds',
  },
  prereleases: { ...flag, commands: ['history'], help: 'judge prereleases as well' },
  cache: {
    ...folder,
    commands: ['history'],
    defaultText: '~/.cache/lambdaspec/history',
    help: 'folder of the results, which are kept from one command to the next',
  },
  fresh: { ...flag, commands: ['history'], help: 'build and judge again what is in the cache' },
  export: {
    ...folder,
    commands: ['replay'],
    help: 'write a script that shows the deviation without lambdaspec',
  },
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
    defaultText: 'guessed from the project',
    help: 'language of the probe function',
  },
  client: {
    schema: z.literal(clientNames),
    placeholder: '<name>',
    commands: ['init'],
    defaultText: 'aws',
    help: "with go and java: AWS's client around the probe function, or a loop of its own: aws or own",
  },
  ci: {
    schema: z.literal(ciNames),
    placeholder: '<name>',
    commands: ['init'],
    help: 'CI workflow to write: github, gitlab or none',
  },
  port: {
    // `serve` also needs port + 1.
    ...wholeNumber(1, 65_534),
    commands: ['serve'],
    defaultText: 'any free port',
    help: 'port of the Runtime API; events are posted to port + 1',
  },
  concurrency: {
    ...wholeNumber(2, 1000),
    commands: ['serve'],
    help: 'deliver up to n events at once, as on Managed Instances',
  },
  snapStart: {
    ...flag,
    commands: ['serve'],
    help: 'answer restore/next when the first event comes, as SnapStart does',
  },
  help: { ...lineFlag, short: 'h', help: 'print this help' },
  version: { ...lineFlag, short: 'V', help: 'print the version' },
} as const satisfies Record<string, OptionDefinition>;
