import type { Values, Words } from './words.ts';

/** A script for fish 3 or later. */
export function fishCompletion({ commands, options }: Words): string {
  const lines = [
    ...commands.map(
      ({ word, help }) => `complete -c lambdaspec -n __fish_use_subcommand -a ${word} -d ${quoted(help)}`,
    ),
    ...commands.flatMap(({ word, positionals }) =>
      positionals === 'file'
        ? []
        : [`complete -c lambdaspec -n '__fish_seen_subcommand_from ${word}' ${offer(positionals, '-f')}`],
    ),
    ...options.map(({ word, short, help, values }) =>
      [
        `complete -c lambdaspec -l ${word}`,
        ...(short === undefined ? [] : [`-s ${short}`]),
        `-d ${quoted(help)}`,
        ...(values === undefined ? [] : [offer(values, '-x')]),
      ].join(' '),
    ),
  ];
  return `# fish completion for lambdaspec: lambdaspec completion fish | source\n${lines.join('\n')}\n`;
}

function offer(values: Values, alone: '-f' | '-x'): string {
  if (values === 'file') return '-r -F';
  if (values === 'folder') return "-x -a '(__fish_complete_directories)'";
  return values === 'unknown' ? alone : `${alone} -a ${quoted(values.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
