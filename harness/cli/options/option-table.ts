/** The one table of options: parsing, `--help`, completion, the config file and its schema are made from it. */
import { usageLines } from './command-table.ts';

interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  /** How the value is written in the help; absent for a flag. */
  readonly value?: string;
  readonly repeatable?: boolean;
  /** The value is a path; in a config file it starts from the folder of that file. */
  readonly path?: boolean;
  /** False for what makes sense on a command line only. */
  readonly configurable?: boolean;
  readonly help: string;
}

const options = [
  {
    name: 'only',
    value: '<what>',
    repeatable: true,
    help: 'judge only this area, id or glob (error, next.*, …)',
  },
  { name: 'skip', value: '<what>', repeatable: true, help: 'leave this area, id or glob out' },
  {
    name: 'failed',
    help: 'judge only what deviated or stayed unjudged in the last run',
    configurable: false,
  },
  { name: 'level', value: '<level>', help: 'judge MUST only, or down to should or may (default: may)' },
  { name: 'fail-on', value: '<level>', help: 'deviations that fail the run: must (default), should or may' },
  {
    name: 'baseline',
    value: '<file>',
    path: true,
    help: 'deviations that are expected; see `lambdaspec baseline`',
  },
  { name: 'profile', value: '<name>', repeatable: true, help: 'declare a capability; core is always on' },
  { name: 'handler', value: '<name>', help: 'the value of _HANDLER (default: probe.handler)' },
  {
    name: 'task-root',
    value: '<dir>',
    path: true,
    help: 'the value of LAMBDA_TASK_ROOT (default: the folder of the bootstrap)',
  },
  { name: 'probe', help: 'use the bundled probe functions as task root' },
  { name: 'env', value: '<NAME=value>', repeatable: true, help: 'add a variable to the environment' },
  {
    name: 'report',
    value: '<format[=path]>',
    repeatable: true,
    help: 'terminal, json, html, junit (these four by default), markdown, sarif, badge, badge-svg, annotations',
  },
  {
    name: 'out',
    value: '<dir>',
    path: true,
    help: 'folder of the reports (default: lambdaspec-report)',
  },
  { name: 'jobs', value: '<n>', help: 'bootstraps that may live at a time (default: four per core)' },
  { name: 'seed', value: '<n>', help: 'seed of everything generated (default: by chance; always printed)' },
  { name: 'runs', value: '<n>', help: 'generated cases per property (default: 30)' },
  { name: 'quick', help: 'a first look: tiers 1 and 2, short waits, few generated cases' },
  { name: 'slow', help: 'wait as long as Lambda may: polls held for 35 to 310 s' },
  { name: 'timeout-scale', value: '<x>', help: 'multiply every limit on waiting (default: 1)' },
  { name: 'bail', help: 'end the run at the first deviation that fails it' },
  { name: 'shard', value: '<i/n>', help: 'judge one of n parts of the run; `lambdaspec merge` joins them' },
  { name: 'watch', help: 'judge again whenever the bootstrap or its folder changes', configurable: false },
  {
    name: 'config',
    value: '<file>',
    configurable: false,
    help: 'the configuration (default: lambdaspec.config.json, if there is one)',
  },
  {
    name: 'print-config',
    help: 'print every setting and where it comes from, and judge nothing',
    configurable: false,
  },
  { name: 'no-color', help: 'no colours (also: NO_COLOR)' },
  { name: 'verbose', help: 'whole traces in the terminal report' },
  { name: 'json', help: 'list, compare: print JSON', configurable: false },
  {
    name: 'uncovered',
    help: 'list: only what no test and no wire rule judges yet',
    configurable: false,
  },
  { name: 'update', help: 'baseline: write the file', configurable: false },
  {
    name: 'reason',
    value: '<text>',
    help: 'baseline: why the new entries are expected',
    configurable: false,
  },
  {
    name: 'language',
    value: '<name>',
    help: 'init: language of the probe function (default: what the project looks like)',
    configurable: false,
  },
  {
    name: 'ci',
    value: '<name>',
    help: 'init: whose workflow to write: github, gitlab or none',
    configurable: false,
  },
  {
    name: 'port',
    value: '<n>',
    help: 'serve: port of the Runtime API; events are taken one above it (default: free ones)',
    configurable: false,
  },
  { name: 'help', short: 'h', help: 'print this help', configurable: false },
  { name: 'version', short: 'V', help: 'print the version', configurable: false },
] as const satisfies readonly OptionDefinition[];

export type OptionName = (typeof options)[number]['name'];
export type Option = OptionDefinition & { readonly name: OptionName };

/** The table as its readers want it: every row of one type. */
export const optionTable: readonly Option[] = options;

const opening = 'lambdaspec judges a bootstrap against the contract of the AWS Lambda Runtime API.';

const closing = `
Exit codes: 0 conforms; 1 deviates; 2 wrong usage; 3 could not be judged; 4 the baseline is out of date;
70 fault of lambdaspec itself.
`;

export function helpText(): string {
  const rows = optionTable.map((option) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    return [
      `  ${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`,
      option.help,
    ] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const table = rows.map(([left, help]) => `${left.padEnd(width)}${help}`);
  return [opening, '', ...usageLines(), '', 'Options:', ...table, closing].join('\n');
}
