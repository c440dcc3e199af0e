/** The one table of commands: parsing, `--help` and completion are made from it. */

interface CommandDefinition {
  readonly name: string;
  /** What follows the name. */
  readonly synopsis: string;
  readonly help: string;
  /** Whether its options may stand anywhere, since no bootstrap with options of its own follows. */
  readonly optionsAnywhere?: boolean;
}

const commands = [
  { name: 'run', synopsis: '[options] [--] <bootstrap> [arguments…]', help: 'judge a bootstrap' },
  { name: 'list', synopsis: '[--json] [--uncovered]', help: 'print the requirements', optionsAnywhere: true },
  { name: 'explain', synopsis: '<id>', help: 'explain one requirement', optionsAnywhere: true },
  {
    name: 'replay',
    synopsis: '<case> [--] <bootstrap> [arguments…]',
    help: 'replay the case of a deviation',
  },
  {
    name: 'report',
    synopsis: '<run.json> --report <format[=path]>',
    help: 'make further reports of a run',
    optionsAnywhere: true,
  },
  {
    name: 'compare',
    synopsis: '<run.json> <run.json>',
    help: 'what was fixed, what is new, what is left',
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
    help: 'compare the baseline with a run, or write it',
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
    help: 'print a script that completes commands in a shell',
    optionsAnywhere: true,
  },
] as const satisfies readonly CommandDefinition[];

export type Command = (typeof commands)[number]['name'];

/** The table as its readers want it: every row of one type. */
export const commandTable: readonly (CommandDefinition & { readonly name: Command })[] = commands;

/** A line for each command. `run` is what is meant where none is named. */
export function usageLines(): string[] {
  const rows = commandTable.map(({ name, synopsis, help }) => {
    const shown = name === 'run' ? '[run]' : name;
    return [`  lambdaspec ${shown} ${synopsis}`, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 3;
  return rows.map(([left, help]) => `${left.padEnd(width)}${help}`);
}
