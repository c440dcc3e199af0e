import { plural } from '../../harness/base/plural.ts';
import { startReasons, type RunStarts } from '../../harness/run/starts.ts';
import { duration } from './duration.ts';

/** How many bootstraps a run started, how long each took, and why. */
export function startsSentence({ count, neverPolled, medianMs, longestMs, byReason }: RunStarts): string {
  const times =
    medianMs === null || longestMs === null
      ? []
      : [`first poll after ${duration(medianMs)} in the median, ${duration(longestMs)} at most`];
  const silent = neverPolled === 0 ? [] : [`${neverPolled} never polled`];
  const reasons = byReason.map((one) => `${one.count} for ${startReasons[one.why]}`);
  const all = [plural(count, 'start of the bootstrap', 'starts of the bootstrap'), ...times, ...silent];
  return `${all.join(', ')}: ${reasons.join(', ')}.`;
}
