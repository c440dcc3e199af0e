import { didYouMean } from '../base/did-you-mean.ts';
import { HarnessError } from '../base/errors.ts';
import { areaOf, idMatcher } from './requirement-pattern.ts';
import { displayQuote } from '../base/display-quote.ts';
import type { Level, Requirement } from './requirement.ts';

export interface SelectionOptions {
  /** Areas, ids or globs to judge; empty means all. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** The weakest level to judge. */
  readonly level: Level;
}

const rank: Readonly<Record<Level, number>> = { MUST: 3, SHOULD: 2, MAY: 1 };

/**
 * The ids that the patterns select, in catalogue order.
 *
 * @throws {HarnessError} SELECTION_EMPTY when a pattern matches nothing, or nothing is left.
 */
export function select(
  catalogue: Readonly<Record<string, Requirement>>,
  options: SelectionOptions,
): string[] {
  const ids = Object.keys(catalogue);
  const matching = (pattern: string): Set<string> => {
    const matches = ids.filter(idMatcher(pattern));
    if (matches.length > 0) return new Set(matches);
    const areas = new Set(ids.map(areaOf));
    const suggestion = didYouMean(pattern, [...areas, ...ids]);
    throw new HarnessError(
      'SELECTION_EMPTY',
      `No requirement matches ${displayQuote(pattern)}. Did you mean "${suggestion}"? \`lambdaspec list\` prints all requirements.`,
    );
  };
  const only = options.only.map(matching);
  const skip = options.skip.map(matching);
  const selected = ids.filter(
    (id) =>
      (only.length === 0 || only.some((set) => set.has(id))) &&
      !skip.some((set) => set.has(id)) &&
      rank[catalogue[id]?.level ?? 'MAY'] >= rank[options.level],
  );
  if (selected.length === 0) {
    throw new HarnessError(
      'SELECTION_EMPTY',
      'The selection leaves no requirement to judge; widen --only, --skip or --level.',
    );
  }
  return selected;
}
