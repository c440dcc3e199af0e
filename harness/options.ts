/** The one table of options: parsing, `--help` and the README's section are made from it. */

export interface OptionDefinition {
  readonly name: string;
  readonly short?: string;
  /** How the value is written in the help; absent for a flag. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly help: string;
}

export const options = [
  {
    name: 'only',
    value: '<what>',
    repeatable: true,
    help: 'judge only this area, id or glob (error, next.*, …)',
  },
  { name: 'skip', value: '<what>', repeatable: true, help: 'leave this area, id or glob out' },
  { name: 'level', value: '<level>', help: 'judge MUST only, or down to should or may (default: may)' },
  { name: 'fail-on', value: '<level>', help: 'deviations that fail the run: must (default), should or may' },
  { name: 'profile', value: '<name>', repeatable: true, help: 'declare a capability; core is always on' },
  { name: 'handler', value: '<name>', help: 'the value of _HANDLER (default: probe.handler)' },
  {
    name: 'task-root',
    value: '<dir>',
    help: 'the value of LAMBDA_TASK_ROOT (default: the folder of the bootstrap)',
  },
  { name: 'probe', help: 'use the bundled probe functions as task root' },
  { name: 'env', value: '<NAME=value>', repeatable: true, help: 'add a variable to the environment' },
  {
    name: 'report',
    value: '<format[=path]>',
    repeatable: true,
    help: 'terminal, json or junit (default: all three)',
  },
  { name: 'out', value: '<dir>', help: 'folder of the reports (default: lambdaspec-report)' },
  { name: 'jobs', value: '<n>', help: 'bootstraps that may live at a time (default: four per core)' },
  { name: 'seed', value: '<n>', help: 'seed of everything generated (default: by chance; always printed)' },
  { name: 'runs', value: '<n>', help: 'generated cases per property (default: 30)' },
  { name: 'quick', help: 'a first look: tiers 1 and 2, short waits, few generated cases' },
  { name: 'slow', help: 'wait as long as Lambda may: polls held for 35 to 310 s' },
  { name: 'timeout-scale', value: '<x>', help: 'multiply every limit on waiting (default: 1)' },
  { name: 'no-color', help: 'no colours (also: NO_COLOR)' },
  { name: 'verbose', help: 'whole traces in the terminal report' },
  { name: 'json', help: 'list: print JSON' },
  { name: 'uncovered', help: 'list: only what no test and no wire rule judges yet' },
  { name: 'help', short: 'h', help: 'print this help' },
  { name: 'version', short: 'V', help: 'print the version' },
] as const satisfies readonly OptionDefinition[];

export type OptionName = (typeof options)[number]['name'];

const usage = `lambdaspec judges a bootstrap against the contract of the AWS Lambda Runtime API.

  lambdaspec [run] [options] [--] <bootstrap> [arguments…]   judge a bootstrap
  lambdaspec list [--json] [--uncovered]                     print the requirements
  lambdaspec explain <id>                                    explain one requirement
  lambdaspec replay <case> [--] <bootstrap> [arguments…]     replay the case of a deviation

Options:
`;

const closing = `
Exit codes: 0 conforms; 1 deviates; 2 wrong usage; 3 could not be judged; 70 fault of lambdaspec itself.
`;

export function helpText(): string {
  const rows = options.map((option: OptionDefinition) => {
    const short = option.short === undefined ? '    ' : `-${option.short}, `;
    return [
      `  ${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`,
      option.help,
    ] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return usage + rows.map(([left, help]) => `${left.padEnd(width)}${help}\n`).join('') + closing;
}
