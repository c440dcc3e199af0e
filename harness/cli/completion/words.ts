/** What can be typed after `lambdaspec`, for every shell to offer. */
import { areaOf } from '../../run/requirement-pattern.ts';
import { commandTable, type Command } from '../options/command-table.ts';
import { describeOption, isRepeatable, optionTable, wordsOf, type Option } from '../options/option-table.ts';

/** A word, and what it means in a few more. */
export interface Word {
  readonly word: string;
  readonly help: string;
}

/** What may follow an option or a command: one of these words, a file, a folder, or what nobody can guess. */
export type Values = readonly string[] | 'file' | 'folder' | 'unknown';

export interface OptionWord extends Word {
  readonly short?: string | undefined;
  readonly repeatable: boolean;
  /** Absent where the option takes none. */
  readonly values?: Values | undefined;
}

export interface CommandWord extends Word {
  readonly positionals: Values;
}

export interface Words {
  readonly commands: readonly CommandWord[];
  readonly options: readonly OptionWord[];
}

export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

/** The ids are those of the catalogue. */
export function wordsFor(ids: readonly string[]): Words {
  const patterns = [...new Set(ids.map(areaOf)), ...ids];
  const positionals: Partial<Record<Command, Values>> = {
    explain: ids,
    completion: shellNames,
    list: 'unknown',
  };
  const valuesOf = (option: Option): Values =>
    option.complete === 'requirement' ? patterns : (option.complete ?? wordsOf(option) ?? 'unknown');
  return {
    commands: commandTable.map(({ name, help }) => ({
      word: name,
      help,
      positionals: positionals[name] ?? 'file',
    })),
    options: optionTable.map((option) => ({
      word: option.name,
      short: option.short,
      help: describeOption(option),
      repeatable: isRepeatable(option),
      values: option.placeholder === undefined ? undefined : valuesOf(option),
    })),
  };
}
