import { parseArgs } from 'node:util';
import { commandTable, type Command } from './command-table.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { HarnessError } from '../../base/errors.ts';
import { quoted } from '../../base/quoted.ts';
import { optionTable, type Option, type OptionName } from './option-table.ts';

/** The command line, split into what it consists of. */
export interface ParsedArguments {
  readonly command: Command;
  readonly flags: ReadonlySet<OptionName>;
  /** The values given to an option, in order. */
  readonly values: (name: OptionName) => readonly string[];
  readonly operands: readonly string[];
}

/**
 * Parses argv (without node and script). Options end at the bootstrap, so that its own arguments stay its own.
 *
 * @throws {HarnessError} USAGE with one sentence.
 */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const [first] = argv;
  const named = commandTable.find(({ name }) => name === first);
  const words = named === undefined ? argv : argv.slice(1);
  // `replay` names its case first; options may follow it. What starts no bootstrap takes its options anywhere.
  const leading = named?.name === 'replay' && words[0] !== undefined && !words[0].startsWith('-') ? 1 : 0;
  const { own, operands } = split(words.slice(leading), named?.optionsAnywhere === true);
  const flags = new Set<OptionName>();
  const values = new Map<string, string[]>();
  const { tokens } = parseArgs({ args: own, options: parserOptions(), strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = find(token.name);
    if (option === undefined) throw unknownOption(token.rawName);
    const { name } = option;
    if (option.value === undefined) {
      if (token.value !== undefined) throw usage(`--${name} takes no value.`);
      flags.add(name);
    } else {
      if (token.value === undefined) throw usage(`--${name} needs a value: --${name} ${option.value}.`);
      if (token.value === '') throw usage(`--${name} has an empty value; did a shell variable not expand?`);
      if (option.repeatable !== true && values.has(name)) throw usage(`--${name} is given twice.`);
      values.set(name, [...(values.get(name) ?? []), token.value]);
    }
  }
  return {
    command: named?.name ?? 'run',
    flags,
    values: (name) => values.get(name) ?? [],
    operands: [...words.slice(0, leading), ...operands],
  };
}

/** Our own options, and everything from the first operand or `--` on; or, anywhere, whatever is no option. */
function split(argv: readonly string[], anywhere: boolean): { own: string[]; operands: string[] } {
  const own: string[] = [];
  const operands: string[] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return { own, operands: [...operands, ...argv.slice(index + 1)] };
    if (!word.startsWith('-') || word === '-') {
      if (!anywhere) return { own, operands: argv.slice(index) };
      operands.push(word);
      continue;
    }
    own.push(word);
    const option = word.startsWith('--') && !word.includes('=') ? find(word.slice(2)) : undefined;
    const value = argv[index + 1];
    if (option?.value !== undefined && value !== undefined) {
      own.push(value);
      index += 1;
    }
  }
  return { own, operands };
}

function find(name: string): Option | undefined {
  return optionTable.find((option) => option.name === name || option.short === name);
}

function parserOptions(): Record<string, { type: 'string' | 'boolean'; multiple: true; short?: string }> {
  return Object.fromEntries(
    optionTable.map((option) => [
      option.name,
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true as const,
        ...(option.short === undefined ? {} : { short: option.short }),
      },
    ]),
  );
}

function unknownOption(raw: string): HarnessError {
  const suggestion = didYouMean(
    raw.replace(/^-+/, ''),
    optionTable.map((option) => option.name),
  );
  return usage(`Unknown option ${quoted(raw).slice(1, -1)}. Did you mean --${suggestion}?`);
}

function usage(message: string): HarnessError {
  return new HarnessError('USAGE', message);
}
