/** The table of commands: parsing, `--help` and completion are made from it. */

interface CommandDefinition {
  readonly name: string;
  /** The arguments after the name. */
  readonly synopsis: string;
  readonly help: string;
  /** Whether options may stand anywhere; not where a bootstrap with its own options follows. */
  readonly optionsAnywhere?: boolean;
}

const commands = [
  { name: 'run', synopsis: '[options] [--] <bootstrap> [arguments…]', help: 'judge a bootstrap' },
  { name: 'list', synopsis: '[--json] [--uncovered]', help: 'print the requirements', optionsAnywhere: true },
  {
    name: 'explain',
    synopsis: '<id>',
    help: 'explain one requirement; for an area or a glob, list its requirements',
    optionsAnywhere: true,
  },
  {
    name: 'replay',
    synopsis: '<case> [--] <bootstrap> [arguments…]',
    help: 'replay the case of a deviation',
  },
  {
    name: 'report',
    synopsis: '<run.json> --report <format[=path]>',
    help: 'write reports from a stored run',
    optionsAnywhere: true,
  },
  {
    name: 'compare',
    synopsis: '<run.json> <run.json>',
    help: 'compare two runs: fixed, new and remaining deviations',
    optionsAnywhere: true,
  },
  {
    name: 'merge',
    synopsis: '[--out <dir>] <run.json>…',
    help: 'join the shards of a run',
    optionsAnywhere: true,
  },
  {
    name: 'baseline',
    synopsis: '[--update] [--] <bootstrap>',
    help: 'check the baseline against a run, or update it',
  },
  {
    name: 'init',
    synopsis: '[--language <name>] [<bootstrap>]',
    help: 'write a probe function, a config and a workflow',
    optionsAnywhere: true,
  },
  {
    name: 'serve',
    synopsis: '[--port <n>] [--verbose]',
    help: 'run the Runtime API for a runtime you start',
    optionsAnywhere: true,
  },
  {
    name: 'completion',
    synopsis: 'bash|zsh|fish',
    help: 'print a shell completion script',
    optionsAnywhere: true,
  },
] as const satisfies readonly CommandDefinition[];

export type Command = (typeof commands)[number]['name'];

/** The table with every row of one type. */
export const commandTable: readonly (CommandDefinition & { readonly name: Command })[] = commands;

/** A line for each command; `run` is the default command. */
export function usageLines(): string[] {
  const rows = commandTable.map(({ name, synopsis, help }) => {
    const shown = name === 'run' ? '[run]' : name;
    return [`  lambdaspec ${shown} ${synopsis}`, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, help]) => `${left.padEnd(width)}${help}`);
}
