/** What can be typed after `lambdaspec`, for every shell to offer. */
import { commandTable } from '../options/command-table.ts';
import { profiles } from '../options/config.ts';
import { ciNames } from '../init/choices.ts';
import { languageNames } from '../init/languages.ts';
import { optionTable, type OptionName } from '../options/option-table.ts';

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
  readonly operands: Values;
}

export interface Words {
  readonly commands: readonly CommandWord[];
  readonly options: readonly OptionWord[];
}

export const shellNames = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof shellNames)[number];

/** The ids are those of the catalogue, the formats those that `--report` knows. */
export function wordsFor(ids: readonly string[], formats: readonly string[]): Words {
  const areas = [...new Set(ids.map((id) => id.split('.')[0] ?? ''))];
  const levels = ['must', 'should', 'may'];
  const closed: Partial<Record<OptionName, Values>> = {
    only: [...areas, ...ids],
    skip: [...areas, ...ids],
    level: levels,
    'fail-on': levels,
    profile: profiles.filter((profile) => profile !== 'core'),
    report: formats,
    language: languageNames,
    ci: ciNames,
    'task-root': 'folder',
    out: 'folder',
    baseline: 'file',
    config: 'file',
  };
  const operands: Partial<Record<string, Values>> = { explain: ids, completion: shellNames, list: 'unknown' };
  return {
    commands: commandTable.map(({ name, help }) => ({
      word: name,
      help,
      operands: operands[name] ?? 'file',
    })),
    options: optionTable.map(({ name, short, help, value, repeatable = false }) => ({
      word: name,
      short,
      help,
      repeatable,
      values: value === undefined ? undefined : (closed[name] ?? 'unknown'),
    })),
  };
}
