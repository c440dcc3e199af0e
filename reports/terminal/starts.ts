import type { Run } from '../../harness/run/run.ts';
import { startsSentence } from '../text/starts-sentence.ts';
import type { Colours } from './colours.ts';
import { type TerminalOptions, wrap } from './layout.ts';

/** Verbose: how many bootstraps the run started, and why. */
export function startsLines(
  { starts }: Run,
  colours: Colours,
  { verbose, width }: TerminalOptions,
): string[] {
  return !verbose || starts === undefined || starts.count === 0
    ? []
    : wrap(startsSentence(starts), width).map(colours.faint);
}
