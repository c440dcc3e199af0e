import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError } from '../../base/errors.ts';
import type { Catalogue } from '../../run/requirement.ts';
import { idMatcher } from '../../run/requirement-pattern.ts';
import { frozenCatalogue, setNamed } from '../../run/requirement-set.ts';
import type { SelectionOptions } from '../../run/selection.ts';
import type { CommandContext } from '../io/context.ts';

type Known = Pick<CommandContext, 'catalogue' | 'sets'>;
type Patterns = Pick<SelectionOptions, 'only' | 'skip'>;

/**
 * The catalogue, or what the set of this name keeps of it.
 *
 * @throws {HarnessError} USAGE for an unknown set.
 */
export function catalogueOf(set: string | undefined, { catalogue, sets }: Known): Catalogue {
  return set === undefined ? catalogue : frozenCatalogue(catalogue, setNamed(set, sets));
}

/**
 * The patterns of a selection from a set. To skip what the set does not have is no mistake: a config file may name it.
 *
 * @throws {HarnessError} SELECTION_EMPTY for a pattern that selects only what was added after the set.
 */
export function patternsWithin(
  kept: Catalogue,
  { only, skip }: Patterns,
  set: string | undefined,
  { catalogue }: Known,
): Patterns {
  const isLater = (pattern: string): boolean => {
    const matches = idMatcher(pattern);
    return !Object.keys(kept).some(matches) && Object.keys(catalogue).some(matches);
  };
  const later = only.find(isLater);
  if (later === undefined) return { only, skip: skip.filter((pattern) => !isLater(pattern)) };
  throw new HarnessError(
    'SELECTION_EMPTY',
    `${displayQuote(later)} is not in the set ${set}: it was added later. Leave out --requirements to judge it; \`lambdaspec list --since ${set}\` prints all such requirements.`,
  );
}
