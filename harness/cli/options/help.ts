/** The texts of `--help`, from the tables of commands and options. */
import { nearby } from '../../base/did-you-mean.ts';
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';
import { commandTable, usageLines, usageOf, type Command } from './command-table.ts';
import { describeEffect, describeOption, optionsFor, optionTable, type Option } from './option-table.ts';

const opening = 'lambdaspec tests a bootstrap for conformance to the AWS Lambda Runtime API.';

const closing = `
\`lambdaspec <command> --help\` prints the options of one command, with an example.
Exit codes: 0 conforms; 1 deviates; 2 wrong usage; 3 inconclusive; 4 the baseline is out of date;
70 internal error of lambdaspec.
`;

/** The help of all commands, or of one. */
export function helpText(command?: Command): string {
  const definition = commandTable.find(({ name }) => name === command);
  if (definition === undefined) {
    return [
      opening,
      '',
      ...usageLines(),
      '',
      'Options:',
      ...rowsOf(optionTable, describeOption),
      closing,
    ].join('\n');
  }
  const options = rowsOf(optionsFor(definition.name), describeEffect);
  return [
    `${usageOf(definition)}   ${definition.help}`,
    '',
    'Options:',
    ...options,
    '',
    `Example: ${definition.example}`,
    '',
  ].join('\n');
}

/**
 * The command that `lambdaspec help` is asked about.
 *
 * @throws {HarnessError} USAGE for a word that is not a command.
 */
export function commandAsked(word: string | undefined): Command | undefined {
  if (word === undefined) return undefined;
  const names = commandTable.map(({ name }) => name);
  const command = names.find((name) => name === word);
  if (command !== undefined) return command;
  const suggestion = nearby(word, names);
  const end =
    suggestion === undefined ? `; the commands are ${names.join(', ')}.` : `. Did you mean "${suggestion}"?`;
  throw new HarnessError('USAGE', `There is no command ${displayQuote(word)}${end}`);
}

function rowsOf(options: readonly Option[], describe: (option: Option) => string): string[] {
  const rows = options.map((option) => {
    const { name, short, placeholder } = option;
    const names = `${short === undefined ? '    ' : `-${short}, `}--${name}`;
    return [`  ${names}${placeholder === undefined ? '' : ` ${placeholder}`}`, describe(option)] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, text]) => `${left.padEnd(width)}${text}`);
}
