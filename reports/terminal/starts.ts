import type { Run } from '../../harness/run/run.ts';
import { combinationsSentence } from '../text/combinations-sentence.ts';
import { startsSentence } from '../text/starts-sentence.ts';
import type { Colours } from './colours.ts';
import { type TerminalOptions, wrap } from './layout.ts';

/** Verbose: how many bootstraps the run started, and why, and how many combinations their events covered. */
export function startsLines(
  { starts, combinations }: Run,
  colours: Colours,
  { verbose, width }: TerminalOptions,
): string[] {
  if (!verbose) return [];
  return [
    ...(starts === undefined || starts.count === 0 ? [] : [startsSentence(starts)]),
    ...(combinations === undefined ? [] : [combinationsSentence(combinations)]),
  ].flatMap((sentence) => wrap(sentence, width).map(colours.faint));
}
