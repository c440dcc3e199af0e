import type { Run } from '../../harness/run/run.ts';
import { compareRuns } from '../../harness/run/compare.ts';
import type { TerminalOptions } from '../terminal/layout.ts';
import { renderComparisonMarkdown } from './markdown.ts';
import { renderComparison } from './terminal.ts';

/** What changed between two runs, in every form it is asked for. */
export interface ComparisonDocuments {
  /** Whether something fails the later run that did not deviate in the earlier. */
  readonly worse: boolean;
  readonly texts: { readonly terminal: string; readonly markdown: string; readonly json: string };
}

/** Compares two runs and renders what came out. */
export function comparisonDocuments(
  before: Run,
  after: Run,
  options: Pick<TerminalOptions, 'colour' | 'width' | 'verbose'>,
): ComparisonDocuments {
  const comparison = compareRuns(before, after);
  return {
    worse: comparison.changes.some(({ kind, fails }) => kind === 'new' && fails),
    texts: {
      terminal: renderComparison(comparison, options),
      markdown: renderComparisonMarkdown(comparison),
      json: `${JSON.stringify(comparison, undefined, 2)}\n`,
    },
  };
}
