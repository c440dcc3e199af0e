/** The words that shell completion offers after `lambdaspec`. */
import { areaOf } from '../../run/requirement-pattern.ts';
import { commandTable, type Command } from '../options/command-table.ts';
import { describeOption, isRepeatable, optionTable, wordsOf, type Option } from '../options/option-table.ts';

/** A word with its description. */
export interface Word {
  readonly word: string;
  readonly help: string;
}

/** What may follow an option or a command: one of these words, a file, a folder, or free text. */
export type Values = readonly string[] | 'file' | 'folder' | 'unknown';

export interface OptionWord extends Word {
  readonly short?: string | undefined;
  readonly repeatable: boolean;
  /** Absent for a flag. */
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

/** The words for a catalogue with these ids, and for these sets of requirements. */
export function wordsFor(ids: readonly string[], sets: readonly string[]): Words {
  const patterns = [...new Set(ids.map(areaOf)), ...ids];
  const positionals: Partial<Record<Command, Values>> = {
    explain: patterns,
    completion: shellNames,
    list: 'unknown',
  };
  const valuesOf = ({ complete, ...option }: Option): Values => {
    if (complete === 'requirement') return patterns;
    return complete === 'set' ? sets : (complete ?? wordsOf(option) ?? 'unknown');
  };
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
