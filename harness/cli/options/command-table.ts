/** The table of commands: parsing, `--help` and completion are made from it. */

interface CommandDefinition {
  readonly name: string;
  /** The arguments after the name. */
  readonly synopsis: string;
  readonly help: string;
  /** A command line to copy. */
  readonly example: string;
  /** Whether options may stand anywhere; not where a bootstrap with its own options follows. */
  readonly optionsAnywhere?: boolean;
}

const commands = [
  {
    name: 'run',
    synopsis: '[options] [--] <bootstrap> [arguments…]',
    help: 'judge a bootstrap',
    example: 'lambdaspec --quick --only next,error ./bootstrap',
  },
  {
    name: 'list',
    synopsis: '[--json] [--uncovered] [--since <set>]',
    help: 'print the requirements',
    example: 'lambdaspec list --only error',
    optionsAnywhere: true,
  },
  {
    name: 'explain',
    synopsis: '<id or area>',
    help: 'explain one requirement, or list those of an area',
    example: 'lambdaspec explain next',
    optionsAnywhere: true,
  },
  {
    name: 'show',
    synopsis: '<cause or deviation> [<run.json>]',
    help: 'show everything about a cause or a deviation of the last run',
    example: 'lambdaspec show c1',
    optionsAnywhere: true,
  },
  {
    name: 'replay',
    synopsis: '<case> [--] <bootstrap> [arguments…]',
    help: 'replay the case of a deviation',
    example: 'lambdaspec replay lambdaspec-report/cases/d1-next.one-outstanding.json -- ./bootstrap',
  },
  {
    name: 'report',
    synopsis: '<run.json> --report <format[=path]>',
    help: 'write reports from a stored run',
    example: 'lambdaspec report lambdaspec-report/run.json --report html=report.html',
    optionsAnywhere: true,
  },
  {
    name: 'compare',
    synopsis: '<run.json> <run.json>',
    help: 'compare two runs: fixed, new and remaining deviations',
    example: 'lambdaspec compare before.json lambdaspec-report/run.json',
    optionsAnywhere: true,
  },
  {
    name: 'history',
    synopsis: '--versions <which> [options] -- <build command> -- <bootstrap> [arguments…]',
    help: 'judge releases of a client: when each deviation came and went',
    example:
      "lambdaspec history --versions 'npm:aws-lambda-ric >=3' --quick -- ./build.sh {version} {folder} -- {folder}/bootstrap",
  },
  {
    name: 'merge',
    synopsis: '[--out <dir>] <run.json>…',
    help: 'join the shards of a run',
    example: 'lambdaspec merge --out merged shard-*/run.json',
    optionsAnywhere: true,
  },
  {
    name: 'baseline',
    synopsis: '[--update] [--] <bootstrap>',
    help: 'check the baseline against a run, or update it',
    example: 'lambdaspec baseline --update ./bootstrap',
  },
  {
    name: 'init',
    synopsis: '[--language <name>] [<bootstrap>]',
    help: 'write a probe function, a config and a workflow',
    example: 'lambdaspec init --language bash --ci none ./bootstrap',
    optionsAnywhere: true,
  },
  {
    name: 'serve',
    synopsis: '[--port <n>] [--verbose]',
    help: 'run the Runtime API for a runtime you start',
    example: 'lambdaspec serve --port 9001 --verbose',
    optionsAnywhere: true,
  },
  {
    name: 'completion',
    synopsis: 'bash|zsh|fish',
    help: 'print a shell completion script',
    example: 'source <(lambdaspec completion bash)',
    optionsAnywhere: true,
  },
  {
    name: 'help',
    synopsis: '[<command>]',
    help: 'print this help, or the help of one command',
    example: 'lambdaspec help init',
    optionsAnywhere: true,
  },
] as const satisfies readonly CommandDefinition[];

export type Command = (typeof commands)[number]['name'];

/** The table with every row of one type. */
export const commandTable: readonly (CommandDefinition & { readonly name: Command })[] = commands;

/** How to call a command; `run` is the default command. */
export function usageOf({ name, synopsis }: Pick<CommandDefinition, 'name' | 'synopsis'>): string {
  return `lambdaspec ${name === 'run' ? '[run]' : name} ${synopsis}`;
}

/** A line for each command. */
export function usageLines(): string[] {
  const rows = commandTable.map((command) => [`  ${usageOf(command)}`, command.help] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, help]) => `${left.padEnd(width)}${help}`);
}
