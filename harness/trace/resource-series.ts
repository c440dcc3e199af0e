import type { ResourceSeries } from '../run/run.ts';
import type { Entry } from './entry.ts';

/** The resource samples of a trace, each with the number of events delivered before it. */
export function sampleSeries(entries: readonly Entry[]): ResourceSeries['samples'] {
  const series: ResourceSeries['samples'] = [];
  let invocations = 0;
  for (const entry of entries) {
    if (entry.kind === 'invocation-delivered') invocations += 1;
    else if (entry.kind === 'sampled') series.push({ at: entry.at, invocations, ...entry.sample });
  }
  return series;
}
